/** BTF for tests: the types that most programs use, by name. */
import type { Btf } from '../btf/btf';
import { intType, writeBtf, type WrittenType } from '../btf/btfWriter';
import { readBtf } from '../btf/readBtf';

const scalars = [
  ['char', { kind: 'int', name: 'char', sizeOrType: 1, words: [(1 << 24) | 8] }],
  ['u8', intType('unsigned char', 1, false)],
  ['s8', intType('signed char', 1)],
  ['u16', intType('unsigned short', 2, false)],
  ['int', intType('int', 4)],
  ['u32', intType('unsigned int', 4, false)],
  ['s64', intType('long long', 8)],
  ['u64', intType('unsigned long long', 8, false)],
  ['u128', intType('unsigned __int128', 16, false)],
  ['bool', { kind: 'int', name: '_Bool', sizeOrType: 1, words: [(1 << 26) | 8] }],
  ['double', { kind: 'float', name: 'double', sizeOrType: 8 }],
  ['float', { kind: 'float', name: 'float', sizeOrType: 4 }],
  ['colour', { kind: 'enum', name: 'colour', sizeOrType: 4, words: ['RED', 1, 'BLUE', 7] }],
  ['void*', { kind: 'ptr', sizeOrType: 0 }],
] as const satisfies readonly (readonly [string, WrittenType])[];

export type ScalarName = (typeof scalars)[number][0];

export function scalarId(name: ScalarName): number {
  return scalars.findIndex(([each]) => each === name) + 1;
}

/** Types after the common ones; the first has this id. */
export const firstOwn = scalars.length + 1;

export function btfWith(types: readonly WrittenType[], littleEndian = true): Btf {
  return readBtf(writeBtf([...scalars.map(([, type]) => type), ...types], littleEndian)).value;
}

export function arrayOf(element: ScalarName | number, count: number): WrittenType {
  const id = typeof element === 'number' ? element : scalarId(element);
  return { kind: 'array', words: [id, id, count] };
}
