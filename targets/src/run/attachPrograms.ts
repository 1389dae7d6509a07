/** Attaches what was loaded, one program after the other, and asks for what a section leaves open. */
import type { AttachResult, LoadedProgram, LoadResult } from '#protocol/agent';
import type { RunEvent } from '#protocol/run';
import type { Agent } from '../agent/agent';
import { cancelled } from '../targetError';
import { targetName } from '../target';
import type { RunPorts, RunRequest } from './ports';

export interface AttachTally {
  attached: number;
  notAttached: number;
}

export async function attachPrograms(
  agent: Agent,
  loaded: LoadResult,
  request: RunRequest,
  ports: RunPorts,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<AttachTally> {
  const tally: AttachTally = { attached: 0, notAttached: 0 };
  for (const program of loaded.programs) {
    if (program.status !== 'loaded') continue;
    const result = await attachOne(agent, loaded.collection, program, request, ports, signal);
    if (result.attached) {
      tally.attached += 1;
      emit({ type: 'attached', ...result.link });
    } else {
      tally.notAttached += 1;
      const { problem, detail } = result;
      emit({ type: 'notAttached', program: program.name, section: program.section, problem, detail });
    }
  }
  return tally;
}

async function attachOne(
  agent: Agent,
  collection: number,
  program: LoadedProgram,
  request: RunRequest,
  ports: RunPorts,
  signal: AbortSignal,
): Promise<AttachResult> {
  const params = { collection, program: program.name };
  const first = await agent.request('attach', params, signal);
  if (first.attached || first.problem !== 'needsTarget' || first.needs === undefined) return first;
  const candidates = await agent.request('candidates', { kind: first.needs }, signal);
  const answer = await ports.chooser.choose({
    target: targetName(request.target),
    source: request.source,
    program: program.name,
    section: program.section,
    kind: first.needs,
    candidates,
  });
  if (answer === undefined) throw cancelled();
  return agent.request('attach', { ...params, target: answer }, signal);
}
