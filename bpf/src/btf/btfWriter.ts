/** Writes BTF for tests: what a compiler would, and what none would. */
import { K, type BtfKind, kindNames } from './format';

/** A record before its name has an offset. Strings in `words` stand for offsets of names. */
export interface WrittenType {
  kind: BtfKind | number;
  name?: string;
  flag?: boolean;
  /** Number of entries as stated; the real one when absent. */
  count?: number;
  sizeOrType?: number;
  /** What follows the record, in 32-bit words. */
  words?: (number | string)[];
}

/** Types get the ids 1, 2, … or follow a base's. `stringsFrom` is where a base's strings end. */
export function writeBtf(types: readonly WrittenType[], littleEndian = true, stringsFrom = 0): Uint8Array {
  const names = new Map<string, number>();
  let strings = stringsFrom === 0 ? '\0' : '';
  const offsetOf = (name: string): number => {
    if (name === '') return 0;
    let offset = names.get(name);
    if (offset === undefined) {
      offset = stringsFrom + strings.length;
      names.set(name, offset);
      strings += `${name}\0`;
    }
    return offset;
  };
  const words: number[] = [];
  for (const type of types) {
    const kind = typeof type.kind === 'number' ? type.kind : kindNames.indexOf(type.kind);
    const count = type.count ?? Math.floor((type.words?.length ?? 0) / wordsPerEntry(kind));
    const info = (((type.flag ? 1 : 0) << 31) | (kind << 24) | count) >>> 0;
    words.push(offsetOf(type.name ?? ''), info, type.sizeOrType ?? 0);
    for (const word of type.words ?? []) words.push(typeof word === 'string' ? offsetOf(word) : word);
  }
  const bytes = new Uint8Array(24 + words.length * 4 + strings.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xeb9f, littleEndian);
  view.setUint8(2, 1);
  for (const [index, word] of [24, 0, words.length * 4, words.length * 4, strings.length].entries()) {
    view.setUint32(4 + index * 4, word, littleEndian);
  }
  words.forEach((word, index) => view.setInt32(24 + index * 4, word, littleEndian));
  for (let at = 0; at < strings.length; at++) bytes[24 + words.length * 4 + at] = strings.charCodeAt(at);
  return bytes;
}

/** Infinity for kinds whose trailer is no list, so that their count is 0. */
function wordsPerEntry(kind: number): number {
  if (kind === K.struct || kind === K.union || kind === K.datasec || kind === K.enum64) return 3;
  return kind === K.enum || kind === K.funcProto ? 2 : Infinity;
}

/** `int name;` of a common size: the usual encodings. */
export function intType(name: string, size: number, signed = true): WrittenType {
  return { kind: 'int', name, sizeOrType: size, words: [(signed ? 1 << 24 : 0) | (size * 8)] };
}

export function structType(
  name: string,
  size: number,
  members: readonly [name: string, type: number, bitOffset: number, bitSize?: number][],
  kind: 'struct' | 'union' = 'struct',
): WrittenType {
  const words = members.flatMap(([member, type, offset, bits = 0]) => [
    member,
    type,
    ((bits << 24) | offset) >>> 0,
  ]);
  return { kind, name, sizeOrType: size, flag: true, words };
}
