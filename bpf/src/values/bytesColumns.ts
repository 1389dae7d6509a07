/** Columns of keys, values and records without a type: bytes, which sizes of numbers allow to be read as those. */
import type { Leaf } from './leaf';
import { leafColumn, type TypedColumn } from './typedColumn';
import type { ColumnSide } from './columnsOf';
import type { ValueOptions } from './valueColumn';

/** One column. 1, 2, 4 and 8 bytes are an unsigned number in the target's order unless the user chooses otherwise. */
export function bytesColumns(
  size: number,
  side: ColumnSide,
  order: 'little' | 'big',
  options: ValueOptions = {},
): TypedColumn[] {
  if (size <= 0) return [];
  const formats = numberFormats.get(size);
  const bytes = bytesLeaf(size);
  const leaf: Leaf = formats ? { ...bytes, kind: 'int', littleEndian: order === 'little', formats } : bytes;
  return [leafColumn({ id: side, type: '', offset: 0 }, leaf, options)];
}

export function bytesLeaf(size: number): Leaf {
  return {
    shape: 'leaf',
    kind: 'octets',
    type: 0,
    size,
    signed: false,
    littleEndian: false,
    bits: undefined,
    names: undefined,
    formats:
      size === 6 ? ['bytes', 'text', 'mac'] : size === 16 ? ['bytes', 'text', 'ipv6'] : ['bytes', 'text'],
    unit: 1,
  };
}

const numberFormats = new Map<number, Leaf['formats']>([
  [1, ['number', 'hex', 'bytes', 'text']],
  [2, ['number', 'hex', 'bytes']],
  [4, ['number', 'hex', 'bytes', 'ipv4']],
  [8, ['number', 'hex', 'bytes', 'timestamp', 'duration']],
]);
