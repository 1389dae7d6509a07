/** What a kernel says that it holds, by its own lists: the proof that a run left nothing behind. */
import type { SshMachine } from './benchMachines';
import { onMachine } from './benchMachines';

export interface KernelHoldings {
  programs: number[];
  maps: number[];
  links: number[];
  /** Names below `instances/` of tracefs. */
  traceInstances: string[];
}

export async function kernelHoldings(machine: SshMachine): Promise<KernelHoldings> {
  const lists = ['prog', 'map', 'link'].map((kind) => `bpftool -j ${kind} show || echo []`);
  const command = [...lists, 'ls /sys/kernel/tracing/instances 2>/dev/null'].join('; echo; ');
  const [programs = '', maps = '', links = '', ...instances] = (await onMachine(machine, `${command}; true`))
    .split('\n')
    .filter((line) => line !== '');
  return { programs: ids(programs), maps: ids(maps), links: ids(links), traceInstances: instances };
}

/** What is there now and was not there before. */
export function newSince(before: KernelHoldings, now: KernelHoldings): KernelHoldings {
  const added = <T>(a: T[], b: T[]): T[] => b.filter((item) => !a.includes(item));
  return {
    programs: added(before.programs, now.programs),
    maps: added(before.maps, now.maps),
    links: added(before.links, now.links),
    traceInstances: added(before.traceInstances, now.traceInstances),
  };
}

// [{"id":12,"type":"kprobe",…},…]
function ids(json: string): number[] {
  return (JSON.parse(json) as { id: number }[]).map(({ id }) => id);
}
