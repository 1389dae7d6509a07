/** Attaches what was loaded, one program after the other, and asks for what a section leaves open. */
import type {
  AttachedLink,
  AttachParams,
  AttachResult,
  CandidateKind,
  LoadedProgram,
  LoadResult,
} from '#protocol/agent';
import type { RunEvent } from '#protocol/run';
import type { Agent } from '../agent/agent';
import { cancelled } from '../targetError';
import { targetName } from '../target';
import { guardAttachment } from './guardAttachment';
import { isDeferred } from './loadPrograms';
import { inOneProcess, type RunPorts, type RunRequest } from './ports';

export interface AttachTally {
  attached: number;
  notAttached: number;
}

export interface Attaching {
  agent: Agent;
  collection: number;
  request: RunRequest;
  ports: RunPorts;
  emit: (event: RunEvent) => void;
  signal: AbortSignal;
}

/** How long a program on our own connection stays without a word from us, in seconds. */
const guardSeconds = 15;
/** A binary, then its function: no hook asks more than that. One more finds an agent that never has enough. */
const mostQuestions = 4;

export async function attachPrograms(
  agent: Agent,
  loaded: LoadResult,
  rest: Omit<Attaching, 'agent' | 'collection'>,
): Promise<AttachTally> {
  const attaching = { agent, collection: loaded.collection, ...rest };
  const tally: AttachTally = { attached: 0, notAttached: 0 };
  for (const program of loaded.programs) {
    if (program.status !== 'loaded' && !isDeferred(program)) continue;
    const result = await attachOne(attaching, program);
    if (result.attached) {
      tally.attached += 1;
      rest.emit({ type: 'attached', ...result.link });
      await follow(attaching, result.link);
    } else {
      tally.notAttached += 1;
      const { problem, detail } = result;
      rest.emit({ type: 'notAttached', program: program.name, section: program.section, problem, detail });
    }
  }
  return tally;
}

async function attachOne(attaching: Attaching, program: LoadedProgram): Promise<AttachResult> {
  const { agent, collection, request, ports, signal } = attaching;
  const params: AttachParams = { collection, program: program.name };
  const told = request.attach?.[program.name];
  if (told !== undefined) params.target = told;
  let result = await agent.request('attach', params, signal);
  for (let questions = 0; questions < mostQuestions && !result.attached; questions++) {
    if (result.problem === 'ownConnection' && params.guard === undefined) {
      const question = { target: targetName(request.target), program: program.name, detail: result.detail };
      if (!(await ports.chooser.allowOwnConnection({ ...question, seconds: guardSeconds }))) return result;
      params.guard = guardSeconds;
    } else if (result.problem === 'needsTarget' && result.needs !== undefined) {
      params.target = await ask(attaching, program, result.needs, result.of);
    } else return result;
    result = await agent.request('attach', params, signal);
  }
  return result;
}

/** Throws `cancelled` when the person gives no answer. */
async function ask(
  attaching: Attaching,
  program: LoadedProgram,
  kind: CandidateKind,
  of?: string,
): Promise<string> {
  const { agent, collection, request, ports, signal } = attaching;
  const part = of === undefined ? {} : { of };
  const candidates = await agent.request('candidates', { kind, collection, ...part }, signal);
  const answer = await ports.chooser.choose({
    target: targetName(request.target),
    source: request.source,
    program: program.name,
    section: program.section,
    kind,
    candidates,
    ...part,
  });
  if (answer === undefined) throw cancelled();
  if (!answer.endsWith(inOneProcess)) return answer;
  // Candidates of this kind are called `pid=42`.
  return `${answer.slice(0, -inOneProcess.length)},${await ask(attaching, program, 'process')}`;
}

/** What an attachment brings with it. */
async function follow(attaching: Attaching, link: AttachedLink): Promise<void> {
  if (link.guard !== undefined) void guardAttachment(attaching, link, link.guard);
  if (link.kind !== 'iter') return;
  const { text, truncated } = await attaching.agent.request(
    'iter/read',
    { link: link.link },
    attaching.signal,
  );
  attaching.emit({ type: 'output', program: link.program, text, truncated });
}
