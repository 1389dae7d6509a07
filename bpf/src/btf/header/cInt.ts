/** C names for BTF's integers and floats, so that clang's BPF target gives them the size that BTF states. */
import type { BtfInt } from '../type';

export interface CScalar {
  text: string;
  /** As clang for BPF has it. */
  size: number;
}

/** `long int`, `_Bool`, `__int128 unsigned` as named; by size where the name means another size or nothing in BPF C. */
export function cInt(int: BtfInt): CScalar {
  const size = bpfSizes.get(int.name);
  if (size === int.size) return { text: int.name, size };
  if (int.encoding.bool && int.size === 1) return { text: '_Bool', size: 1 };
  const text = bySize.get(int.size);
  if (text === undefined) return { text: 'unsigned char', size: 1 };
  return { text: `${int.encoding.signed ? 'signed' : 'unsigned'} ${text}`, size: int.size };
}

/** Undefined for floats that BPF has not, such as the 16 bytes of `long double`. */
export function cFloat(size: number): CScalar | undefined {
  return size === 4 ? { text: 'float', size } : size === 8 ? { text: 'double', size } : undefined;
}

const bySize = new Map([
  [1, 'char'],
  [2, 'short'],
  [4, 'int'],
  [8, 'long long'],
  [16, '__int128'],
]);

/** Every spelling met in the BTF of gcc and clang. */
const bpfSizes = new Map<string, number>([
  ...['char', 'signed char', 'unsigned char', '_Bool'].map((name) => [name, 1] as const),
  ...['short', 'short int', 'unsigned short', 'short unsigned int'].map((name) => [name, 2] as const),
  ...['int', 'unsigned int', 'unsigned'].map((name) => [name, 4] as const),
  ...['long', 'long int', 'unsigned long', 'long unsigned int'].map((name) => [name, 8] as const),
  ...['long long', 'long long int', 'unsigned long long', 'long long unsigned int'].map(
    (name) => [name, 8] as const,
  ),
  ...['__int128', 'unsigned __int128', '__int128 unsigned'].map((name) => [name, 16] as const),
]);
