/** Loads an object through the agent and tells the listeners what the verifier said of each program. */
import type { LoadedProgram, LoadResult } from '#protocol/agent';
import type { ProgramOutcome, RunEvent } from '#protocol/run';
import { lastWords } from '#bpf/verifier/lastWords';
import * as l10n from '@vscode/l10n';
import type { Agent } from '../agent/agent';
import type { BuiltObject } from '../build/build';
import { TargetError } from '../targetError';
import type { RunRequest } from './ports';

export interface LoadTally {
  result: LoadResult;
  /** How many programs the verifier rejected. */
  rejected: number;
  /** How many have nothing to attach to: fentry and tp_btf programs name their target when they are loaded. */
  nowhere: number;
}

/** @param globals bytes in base64 by C name. Throws `loadFailed` when programs could not be loaded for another reason than the verifier's. */
export async function loadPrograms(
  agent: Agent,
  object: BuiltObject,
  globals: Readonly<Record<string, string>>,
  request: RunRequest,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<LoadTally> {
  const only = request.programs === undefined ? {} : { programs: [...request.programs] };
  const which = 'path' in object ? object : { object: Buffer.from(object.content).toString('base64') };
  const result = await agent.request('load', { ...which, ...only, globals }, signal);
  for (const program of result.programs) {
    if (!isDeferred(program)) emit({ type: 'program', program: outcomeOf(program) });
  }
  emit({ type: 'maps', maps: result.maps });
  if (result.programs.length === 0) {
    throw new TargetError(
      'loadFailed',
      l10n.t('The file has no BPF program: put a function under SEC("…"), e.g. SEC("xdp").'),
    );
  }
  const rejected = result.programs.filter(({ status }) => status === 'rejected').length;
  const failed = result.programs.filter((program) => program.status === 'failed' && !isDeferred(program));
  const nowhere = failed.filter(({ problem }) => problem === 'noSuchTarget');
  for (const { name, section, detail = '' } of nowhere) {
    emit({ type: 'notAttached', program: name, section, problem: 'noSuchTarget', detail });
  }
  const others = failed.length - nowhere.length;
  if (rejected === 0 && others > 0 && failed.length === result.programs.length) throw loadFailed(failed);
  return { result, rejected, nowhere: nowhere.length };
}

/** A program that replaces another's function is loaded when it is attached: the kernel must know the other one then. */
export function isDeferred({ status, problem, type }: LoadedProgram): boolean {
  return status === 'failed' && problem === 'needsTarget' && type === 'ext';
}

function outcomeOf(program: LoadedProgram): ProgramOutcome {
  const { name, section, type: programType, status, id, log } = program;
  const detail = status === 'rejected' && log !== undefined ? lastWords(log).message : program.detail;
  return {
    name,
    section,
    programType,
    status,
    ...(id === undefined ? {} : { id }),
    ...(log === undefined ? {} : { log }),
    ...(detail === undefined ? {} : { detail }),
  };
}

function loadFailed(failed: readonly LoadedProgram[]): TargetError {
  const words = failed.map(({ name, detail }) => `${name}: ${detail ?? ''}`).join('\n');
  return new TargetError('loadFailed', l10n.t('The kernel did not take the program. {0}', words), {
    detail: words,
    actions: [{ kind: 'checkTarget' }, { kind: 'showLog' }],
  });
}
