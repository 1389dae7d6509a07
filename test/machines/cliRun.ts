/** One `ebpf run` in a test: start, wait until it streams, give the kernel a reason to print, stop, look what is left. */
import * as path from 'node:path';
import { inject } from 'vitest';
import { kernelHoldings, newSince, type KernelHoldings } from './benchKernel';
import { onMachine, type SshMachine } from './benchMachines';
import { root, startEbpf, type Spoken } from './ebpf';

export const nothing: KernelHoldings = { programs: [], maps: [], links: [], traceInstances: [] };

export function fixture(name: string): string {
  return path.join(root, 'test/fixtures', name);
}

/** Arguments that name a target of the bench: `vm61`, `vm61-alice`, `here`, or `local`. */
export function on(target: string): string[] {
  return ['--target', target, '--ssh-config', inject('machines').sshConfig];
}

export interface Told {
  spoken: Spoken;
  /** Every event, in order. */
  events: Record<string, unknown>[];
  /** What the kernel holds afterwards that it did not hold before. */
  left: KernelHoldings;
}

/**
 * Runs `args` with `--json` until a trace message matches `message`, then stops it with SIGINT.
 * `stimulus` is repeated on the machine until then.
 */
export async function runUntilTraced(
  args: readonly string[],
  machine: SshMachine,
  stimulus: string,
  message: RegExp,
): Promise<Told> {
  const before = await kernelHoldings(machine);
  const run = startEbpf(['run', ...args, '--json']);
  await run.says(/"state":"streaming"/);
  const traced = run.says(new RegExp(`"type":"trace"[^\\n]*"message":"[^\\n]*${message.source}`));
  await repeatUntil(traced, () => onMachine(machine, stimulus));
  run.signal('SIGINT');
  const spoken = await run.ended;
  return { spoken, events: eventsOf(spoken), left: newSince(before, await settled(machine, before)) };
}

export function eventsOf({ stdout }: Spoken): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The kernel's ids of what a run has loaded and attached. */
export interface OwnIds {
  prog: number[];
  map: number[];
  link: number[];
}

export function ownIds(events: readonly Record<string, unknown>[]): OwnIds {
  const of = (wanted: string) => events.filter(({ type }) => type === wanted);
  return {
    prog: of('program').map((event) => (event['program'] as { id: number }).id),
    map: of('maps').flatMap((event) => (event['maps'] as { id: number }[]).map(({ id }) => id)),
    link: of('attached').flatMap((event) => (event['link'] as { id?: number }).id ?? []),
  };
}

/** Which of them are in the kernel's lists: `prog 12`. */
export async function stillThere(machine: SshMachine, ids: OwnIds): Promise<string[]> {
  const { programs, maps, links } = await kernelHoldings(machine);
  const named = (kind: string, wanted: number[], there: number[]): string[] =>
    wanted.filter((id) => there.includes(id)).map((id) => `${kind} ${id}`);
  return [
    ...named('prog', ids.prog, programs),
    ...named('map', ids.map, maps),
    ...named('link', ids.link, links),
  ];
}

/** What is there after the kernel had five seconds to let go of it: nothing, as a rule. */
export async function finallyThere(list: () => Promise<string[]>): Promise<string[]> {
  const deadline = Date.now() + 5000;
  for (;;) {
    const there = await list();
    if (there.length === 0 || Date.now() > deadline) return there;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The kernel frees programs a moment after their last reference; waits for that, five seconds at most. */
export async function settled(machine: SshMachine, before: KernelHoldings): Promise<KernelHoldings> {
  const deadline = Date.now() + 5000;
  for (;;) {
    const now = await kernelHoldings(machine);
    const { programs, maps, links, traceInstances } = newSince(before, now);
    if (programs.length + maps.length + links.length + traceInstances.length === 0) return now;
    if (Date.now() > deadline) return now;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Acts again and again until that is done; an act that fails is tried again as well. */
export async function repeatUntil(done: Promise<unknown>, act: () => Promise<unknown>): Promise<void> {
  const over = done.then(() => 'over' as const);
  // Awaited below; until then its failure is nobody's.
  over.catch(() => undefined);
  const pause = () => new Promise<'again'>((resolve) => setTimeout(() => resolve('again'), 300));
  do await act().catch(() => undefined);
  while ((await Promise.race([over, pause()])) === 'again');
}
