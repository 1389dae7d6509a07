/** What a value that is no struct and no list is: how its bytes are read, shown and written. */
import type { EnumNames } from './enumNames';
import type { ValueFormat } from './valueColumn';

export interface Leaf {
  shape: 'leaf';
  /**
   * - `chars` is `char[N]`, `octets` is `unsigned char[N]` and whatever has no reading of its own.
   * - `address` is a whole IPv4, IPv6 or MAC address, in network order as they all are.
   * - `prefix` is the key of an LPM trie: 32 bits of length, then an address.
   */
  kind: 'int' | 'bool' | 'enum' | 'float' | 'pointer' | 'chars' | 'octets' | 'address' | 'prefix';
  /** The BTF type behind typedefs and qualifiers; 0 for bytes without BTF. */
  type: number;
  /** In bytes; of a bit-field those that hold it. */
  size: number;
  signed: boolean;
  /** The value's own: `__be32` is big-endian on every machine. */
  littleEndian: boolean;
  /** Where a bit-field stands in the number that its bytes are. */
  bits: { shift: number; width: number } | undefined;
  names: EnumNames | undefined;
  /** Ways to show it, the usual one first. */
  formats: readonly [ValueFormat, ...ValueFormat[]];
  /** Nanoseconds that 1 stands for when it is shown as a duration, as far as its name tells. */
  unit: number;
}

/** In bits. */
export function widthOf(leaf: Leaf): number {
  return leaf.bits?.width ?? leaf.size * 8;
}

/** The format that is asked for where the value can be shown so, else the usual one. */
export function formatOf(leaf: Leaf, asked: ValueFormat | undefined): ValueFormat {
  return asked !== undefined && leaf.formats.includes(asked) ? asked : leaf.formats[0];
}
