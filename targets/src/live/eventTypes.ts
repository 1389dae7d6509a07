/**
 * What the records of a ring buffer or perf event array can be read as, when only the kernel is asked: the structures
 * that the programs which use the buffer know. A buffer itself has no type.
 */
import type { Btf } from '#bpf/btf/btf';
import { sizeOf } from '#bpf/btf/measure';
import type { HostObjects } from '#protocol/agentHost';
import type { MapInfo } from '#protocol/agentMaps';
import type { Agent } from '../agent/agent';
import { fetchBtf } from './fetchBtf';

export interface EventType {
  btf: Btf;
  type: number;
  /** `event` of `struct event`. */
  name: string;
  /** In bytes. */
  size: number;
}

/** Named structures, each name once. */
export async function eventTypes(agent: Agent, objects: HostObjects, info: MapInfo): Promise<EventType[]> {
  const found = new Map<string, EventType>();
  for (const btfId of btfIdsBeside(objects, info)) {
    const btf = await fetchBtf(agent, btfId);
    if (btf === undefined) continue;
    for (const each of structuresOf(btf)) if (!found.has(each.name)) found.set(each.name, each);
  }
  return [...found.values()];
}

/**
 * Where the types may stand. A program is loaded with few of its own, but variables have maps, and a pointer to the
 * structure that is kept as a hint stands in the types of theirs. No program uses such a hint, so its map is known by
 * who holds it.
 */
export function btfIdsBeside({ programs, maps }: HostObjects, { id, owners }: MapInfo): number[] {
  const users = programs.filter((program) => program.maps.includes(id));
  const beside = new Set(users.flatMap((program) => program.maps));
  const holders = new Set(owners.map(({ pid }) => pid));
  const used = maps.filter((map) => beside.has(map.id));
  const held = maps.filter(
    (map) => /\.(rodata|data|bss)(\.|$)/.test(map.name) && map.owners.some(({ pid }) => holders.has(pid)),
  );
  return [...new Set([...used, ...held, ...users].map(({ btf }) => btf))];
}

function structuresOf(btf: Btf): EventType[] {
  const found: EventType[] = [];
  for (let type = btf.firstId; type < btf.end; type++) {
    if (btf.kind(type) !== 'struct' || btf.name(type) === '') continue;
    const size = sizeOf(btf, type);
    if (size !== undefined && size > 0) found.push({ btf, type, name: btf.name(type), size });
  }
  return found;
}

/**
 * The structure that records of this size most likely are: one of exactly that size, the smallest that is called like an
 * event before others. Undefined when none fits.
 */
export function typeOfSize(types: readonly EventType[], size: number): EventType | undefined {
  const fitting = types.filter((each) => each.size === size);
  return fitting.find(({ name }) => /event|record|data|info|entry|msg/.test(name)) ?? fitting[0];
}
