/** What can be done with the entries of a map, by its type and state. Pure. */
import type { MapInfo } from '#protocol/agentMaps';
import type { RecordShape } from '#protocol/recordPanel';

/** Entries are there from the beginning to the end. */
const arrays = new Set(['array', 'percpu_array', 'cgroup_array', 'perf_event_array']);
/** Slots that can be empty: entries are put in and taken out, but the keys are given. */
const slotArrays = new Set([
  'prog_array',
  'array_of_maps',
  'devmap',
  'cpumap',
  'xskmap',
  'sockmap',
  'reuseport_sockarray',
]);
const queues = new Set(['queue', 'stack']);
/** Values that a person cannot write: file descriptors, sockets, what the kernel fills itself. */
const unwritable = new Set([
  'stack_trace',
  'sockmap',
  'sockhash',
  'xskmap',
  'devmap',
  'devmap_hash',
  'cpumap',
  'cgroup_array',
  'perf_event_array',
  'reuseport_sockarray',
  'cgroup_storage',
  'percpu_cgroup_storage',
  'struct_ops',
  'sk_storage',
  'inode_storage',
  'task_storage',
  'cgrp_storage',
]);

/** `BPF_F_RDONLY` and `BPF_F_RDONLY_PROG` are other things: the first is about this side. */
const readOnlyFlag = 1 << 3;

export function isReadOnly({ frozen, flags }: Pick<MapInfo, 'frozen' | 'flags'>): boolean {
  return frozen || (flags & readOnlyFlag) !== 0;
}

export function abilitiesOf(info: Pick<MapInfo, 'type' | 'frozen' | 'flags' | 'slots'>): RecordShape['can'] {
  const { type, slots } = info;
  const writable = !isReadOnly(info);
  const valued = writable && !unwritable.has(type);
  const perCpu = slots > 1;
  return {
    sort: true,
    edit: valued && !perCpu && !queues.has(type) && type !== 'bloom_filter',
    add: valued && !perCpu && !arrays.has(type),
    remove: writable && !arrays.has(type) && type !== 'bloom_filter' && type !== 'struct_ops',
    refresh: true,
    parts: perCpu,
    clear: false,
  };
}

/** New entries need no key. */
export function isQueue(type: string): boolean {
  return queues.has(type);
}

/** Whether removing an entry takes the value out of its slot and leaves the key. */
export function hasSlots(type: string): boolean {
  return slotArrays.has(type);
}
