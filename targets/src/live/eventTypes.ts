/**
 * What the records of a ring buffer or perf event array can be read as, when only the kernel is asked: the structures
 * that the programs which use the buffer know. A buffer itself has no type.
 */
import type { Btf } from '#bpf/btf/btf';
import { sizeOf } from '#bpf/btf/measure';
import { namedRecordBehind } from '#bpf/elf/namedRecord';
import { readObject } from '#bpf/elf/readObject';
import { recordTypes, type RecordType } from '#bpf/elf/recordType';
import { typeName } from '#bpf/values/typeName';
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
  /** `beside`: the programs know it, and nothing else speaks for it. */
  reason: RecordType['reason'] | 'beside';
}

/**
 * Named structures, each name once, the likeliest first: one that a variable points to, which is how a program hints at
 * it, then one that is called like an event.
 */
export async function eventTypes(agent: Agent, objects: HostObjects, info: MapInfo): Promise<EventType[]> {
  const found = new Map<string, EventType>();
  for (const btfId of btfIdsBeside(objects, info)) {
    const btf = await fetchBtf(agent, btfId);
    if (btf === undefined) continue;
    for (const each of structuresOf(btf)) if (!found.has(each.name)) found.set(each.name, each);
  }
  return [...found.values()].sort((a, b) => unlikelihood(a) - unlikelihood(b));
}

function unlikelihood({ name, reason }: EventType): number {
  if (reason === 'hint') return 0;
  return /event|record|data|info|entry|msg/.test(name) ? 1 : 2;
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
  const hints = hintedIn(btf);
  for (let type = btf.firstId; type < btf.end; type++) {
    if (btf.kind(type) !== 'struct' || btf.name(type) === '') continue;
    const size = sizeOf(btf, type);
    if (size === undefined || size === 0) continue;
    found.push({ btf, type, name: btf.name(type), size, reason: hints.has(type) ? 'hint' : 'beside' });
  }
  return found;
}

/** As in `const struct event *hint __attribute__((unused));`. */
function hintedIn(btf: Btf): Set<number> {
  const found = new Set<number>();
  for (let id = btf.firstId; id < btf.end; id++) {
    const type = btf.kind(id) === 'var' ? namedRecordBehind(btf, btf.sizeOrType(id)) : undefined;
    if (type !== undefined) found.add(type);
  }
  return found;
}

/**
 * The structure that records of this size most likely are: the first of exactly that size, or that a perf event array
 * makes so long. Undefined when none fits.
 */
export function typeOfSize(types: readonly EventType[], size: number): EventType | undefined {
  return types.find((each) => each.size === size) ?? types.find((each) => perfSize(each.size) === size);
}

/** The kernel rounds a record up, so that it ends on 8 bytes together with its length of 4. */
function perfSize(size: number): number {
  return Math.ceil((size + 4) / 8) * 8 - 4;
}

/** From the object of a run: its C lines, its hints and its sizes say what the records of a map are. The likeliest first. */
export function eventTypesOfObject(bytes: Uint8Array, map: string): EventType[] {
  const object = readObject(bytes).value;
  const { btf } = object;
  if (btf === undefined) return [];
  return recordTypes(object, map).map(({ type, reason }) => ({
    btf,
    type,
    name: typeName(btf, type).replace(/^struct /, ''),
    size: sizeOf(btf, type) ?? 0,
    reason,
  }));
}
