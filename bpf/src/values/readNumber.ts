/**
 * Readers of numbers, made once for a column and called for each of a million rows. A number is exact: 64 bits that a
 * double cannot hold come as a bigint. Out of the view's bounds there is no number.
 */
import { exactNumber } from './enumNames';
import { widthOf, type Leaf } from './leaf';

export type ReadNumber = (view: DataView, at: number) => number | bigint | undefined;

export function numberReader(leaf: Leaf): ReadNumber {
  switch (leaf.kind) {
    case 'chars':
    case 'octets':
    case 'prefix':
      return () => undefined;
    case 'float':
      return floatReader(leaf);
    default:
      return leaf.bits ? bitReader(leaf, leaf.bits.shift) : wholeReader(leaf);
  }
}

function wholeReader({ size, signed, littleEndian }: Leaf): ReadNumber {
  switch (size) {
    case 1:
      return (view, at) =>
        at >= view.byteLength ? undefined : signed ? view.getInt8(at) : view.getUint8(at);
    case 2:
      return signed
        ? (view, at) => (at + 2 > view.byteLength ? undefined : view.getInt16(at, littleEndian))
        : (view, at) => (at + 2 > view.byteLength ? undefined : view.getUint16(at, littleEndian));
    case 4:
      return signed
        ? (view, at) => (at + 4 > view.byteLength ? undefined : view.getInt32(at, littleEndian))
        : (view, at) => (at + 4 > view.byteLength ? undefined : view.getUint32(at, littleEndian));
    case 8:
      return wordReader(signed, littleEndian);
    default:
      return bytesReader(size, signed, littleEndian);
  }
}

/** Most numbers of 64 bits are small, and making a bigint of each costs more than all the rest. */
function wordReader(signed: boolean, littleEndian: boolean): ReadNumber {
  const low = littleEndian ? 0 : 4;
  const high = littleEndian ? 4 : 0;
  return (view, at) => {
    if (at + 8 > view.byteLength) return undefined;
    const upper = signed ? view.getInt32(at + high, littleEndian) : view.getUint32(at + high, littleEndian);
    // Below 2^53 this sum is exact.
    if (upper < 0x200000 && upper > -0x200000)
      return upper * 0x100000000 + view.getUint32(at + low, littleEndian);
    return signed ? view.getBigInt64(at, littleEndian) : view.getBigUint64(at, littleEndian);
  };
}

function bytesReader(size: number, signed: boolean, littleEndian: boolean): ReadNumber {
  return (view, at) => {
    if (at + size > view.byteLength) return undefined;
    const value = unsignedAt(view, at, size, littleEndian);
    return exactNumber(signed ? BigInt.asIntN(size * 8, value) : value);
  };
}

/** All `size` bytes as one number. */
export function unsignedAt(view: DataView, at: number, size: number, littleEndian: boolean): bigint {
  let value = 0n;
  for (let index = 0; index < size; index++) {
    value = (value << 8n) | BigInt(view.getUint8(at + (littleEndian ? size - 1 - index : index)));
  }
  return value;
}

function bitReader(leaf: Leaf, shift: number): ReadNumber {
  const { size, signed, littleEndian } = leaf;
  const width = widthOf(leaf);
  if (size <= 6) {
    // 48 bits and less fit a double exactly, where division by a power of two only moves the point.
    const divisor = 2 ** shift;
    const range = 2 ** width;
    const negative = signed ? range / 2 : Infinity;
    return (view, at) => {
      if (at + size > view.byteLength) return undefined;
      let whole = 0;
      for (let index = 0; index < size; index++) {
        whole = whole * 256 + view.getUint8(at + (littleEndian ? size - 1 - index : index));
      }
      const value = Math.floor(whole / divisor) % range;
      return value >= negative ? value - range : value;
    };
  }
  return (view, at) => {
    if (at + size > view.byteLength) return undefined;
    const value = unsignedAt(view, at, size, littleEndian) >> BigInt(shift);
    return exactNumber(signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value));
  };
}

/** What is not a number (NaN) has no place in an order, so there is none. */
function floatReader({ size, littleEndian }: Leaf): ReadNumber {
  return (view, at) => {
    if (at + size > view.byteLength) return undefined;
    const value = size === 4 ? view.getFloat32(at, littleEndian) : view.getFloat64(at, littleEndian);
    return Number.isNaN(value) ? undefined : value;
  };
}
