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

/**
 * Named structures, each name once. A program is loaded with few types of its own, but its variables have maps, and a
 * pointer to the structure that is kept as a hint stands in the types of theirs.
 */
export async function eventTypes(
  agent: Agent,
  { programs, maps }: HostObjects,
  { id }: MapInfo,
): Promise<EventType[]> {
  const users = programs.filter((program) => program.maps.includes(id));
  const beside = new Set(users.flatMap((program) => program.maps));
  const ids = [...maps.filter((map) => beside.has(map.id)), ...users].map(({ btf }) => btf);
  const found = new Map<string, EventType>();
  for (const btfId of new Set(ids)) {
    const btf = await fetchBtf(agent, btfId);
    if (btf === undefined) continue;
    for (const each of structuresOf(btf)) if (!found.has(each.name)) found.set(each.name, each);
  }
  return [...found.values()];
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
