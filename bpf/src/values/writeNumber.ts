/** Numbers into bytes. */
import { widthOf, type Leaf } from './leaf';
import { unsignedAt } from './readNumber';

/** The leaf's bytes with that value, which its width cuts; of a bit-field the other bits stay as they are. */
export function numberBytes(leaf: Leaf, value: bigint, present: Uint8Array): Uint8Array {
  const width = BigInt(widthOf(leaf));
  let whole = BigInt.asUintN(Number(width), value);
  if (leaf.bits) {
    const shift = BigInt(leaf.bits.shift);
    const view = new DataView(present.buffer, present.byteOffset, present.byteLength);
    const mask = ((1n << width) - 1n) << shift;
    whole = (unsignedAt(view, 0, leaf.size, leaf.littleEndian) & ~mask) | (whole << shift);
  }
  const bytes = new Uint8Array(leaf.size);
  for (let index = 0; index < leaf.size; index++) {
    bytes[leaf.littleEndian ? index : leaf.size - 1 - index] = Number(whole & 0xffn);
    whole >>= 8n;
  }
  return bytes;
}

/** The smallest and the largest number that a leaf holds. */
export function rangeOf(leaf: Leaf): { min: bigint; max: bigint } {
  if (leaf.kind === 'bool') return { min: 0n, max: 1n };
  const width = BigInt(widthOf(leaf));
  return leaf.signed
    ? { min: -(1n << (width - 1n)), max: (1n << (width - 1n)) - 1n }
    : { min: 0n, max: (1n << width) - 1n };
}
