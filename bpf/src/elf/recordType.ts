/**
 * What the records of a ring buffer or a perf event array may be. Neither the map nor the BTF says it for certain:
 * locals are in no BTF. So the programs are asked for the sizes that they send, their C lines for names, and the
 * globals for pointers that exist only to keep a type in the object.
 */
import type { Btf } from '../btf/btf';
import { K } from '../btf/format';
import { resolve, sizeOf } from '../btf/measure';
import type { BpfObject } from './bpfObject';
import { kernelTypes } from './kernelTypes';
import { namedRecord, namedRecordBehind } from './namedRecord';
import { type RecordCall, recordCalls } from './recordCalls';
import { SourceTypes } from './sourceTypes';

export interface RecordType {
  /** BTF id of a struct or union, or of the typedef that names it. */
  type: number;
  reason:
    /** A C line that sends a record names it. */
    | 'source'
    /** The map's definition has it for a value. */
    | 'mapValue'
    /** A global that points to it and fits. */
    | 'hint'
    /** It is the author's, and as large as a record. */
    | 'size';
  /** Of the records that it may be, in rising order; empty when none is known. */
  sizes: number[];
}

/** The likeliest first; empty for maps that carry no records. */
export function recordTypes(object: BpfObject, mapName: string): RecordType[] {
  const { btf } = object;
  const map = object.maps.find(({ name, type }) => name === mapName && recordMaps.includes(type));
  if (!btf || !map) return [];
  const calls = recordCalls(object).filter((call) => call.map === mapName);
  const sizes = new Set(sizesOf(calls));
  const found = new Map<number, RecordType>();
  const add = (type: number, reason: RecordType['reason'], size: number | undefined): void => {
    const entry = found.get(type) ?? { type, reason, sizes: [] };
    found.set(type, entry);
    if (size === undefined || !sizes.has(size) || entry.sizes.includes(size)) return;
    entry.sizes.push(size);
    entry.sizes.sort((a, b) => a - b);
  };
  for (const { type, size } of fromSource(object, btf, calls)) add(type, 'source', size);
  // A perf event array's value is a file descriptor, so that mostly it is a number.
  const value = map.value === undefined ? undefined : namedRecord(btf, map.value);
  if (value !== undefined) add(value, 'mapValue', sizeOf(btf, value));
  const hints = hintsOf(btf).map((type) => ({ type, size: sizeOf(btf, type) ?? 0 }));
  for (const { type, size } of hints) if (sizes.has(size)) add(type, 'hint', size);
  for (const { type, size } of ofSizes(object, btf, sizes)) add(type, 'size', size);
  if (found.size > 0) return [...found.values()];
  // Nothing is as large as a record: then perhaps it is the beginning of one, or the size is not known here.
  const open = sizes.size === 0 || calls.some(({ size }) => size === undefined);
  const largest = open ? Infinity : (sizesOf(calls).at(-1) ?? 0);
  for (const { type, size } of hints) if (size > 0 && size <= largest) add(type, 'hint', undefined);
  return [...found.values()];
}

/** BPF_MAP_TYPE_RINGBUF and BPF_MAP_TYPE_PERF_EVENT_ARRAY. */
const recordMaps: readonly number[] = [27, 4];

/** The constant sizes with which programs send records, in rising order. */
export function recordSizes(object: BpfObject, mapName: string): number[] {
  return sizesOf(recordCalls(object).filter(({ map }) => map === mapName));
}

function sizesOf(calls: readonly RecordCall[]): number[] {
  const sizes = calls.map(({ size }) => size).filter((size) => size !== undefined);
  return [...new Set(sizes)].sort((a, b) => a - b);
}

function fromSource(
  object: BpfObject,
  btf: Btf,
  calls: readonly RecordCall[],
): { type: number; size: number | undefined }[] {
  const source = new SourceTypes(object, btf);
  const found: { type: number; size: number | undefined }[] = [];
  for (const { program, instruction, size } of calls.slice(0, mostCalls)) {
    // A record may have more bytes than its type, where something of variable length follows.
    const types = source
      .at(program, instruction)
      .filter((type) => (sizeOf(btf, type) ?? Infinity) <= (size ?? Infinity));
    const type = types.find((candidate) => sizeOf(btf, candidate) === size) ?? types[0];
    if (type !== undefined) found.push({ type, size });
  }
  return found;
}

/** Nobody writes more in one object; whose calls are generated has the same line for most. */
const mostCalls = 1000;

/** Structs that a global points to, as in `const struct event *unused __attribute__((unused));`. */
function hintsOf(btf: Btf): number[] {
  const found = new Set<number>();
  for (let id = btf.firstId; id < btf.end; id++) {
    if (btf.kindNumber(id) !== K.var) continue;
    const type = namedRecordBehind(btf, btf.sizeOrType(id));
    if (type !== undefined) found.add(type);
  }
  return [...found];
}

function ofSizes(object: BpfObject, btf: Btf, sizes: ReadonlySet<number>): { type: number; size: number }[] {
  if (sizes.size === 0) return [];
  const kernel = kernelTypes(object, btf);
  const found: { type: number; size: number }[] = [];
  for (let id = btf.firstId; id < btf.end; id++) {
    const kind = btf.kindNumber(id);
    if (kind !== K.struct && kind !== K.union && kind !== K.typedef) continue;
    // A typedef counts where it gives a struct the only name that it has.
    if (btf.name(id) === '' || namedRecord(btf, id) !== id) continue;
    const struct = resolve(btf, id);
    const size = btf.sizeOrType(struct);
    if (sizes.has(size) && !kernel.has(struct)) found.push({ type: id, size });
  }
  return found;
}
