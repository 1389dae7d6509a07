/** Columns for the tests of this folder: little-endian numbers and texts at a place. */
import type { ValueColumn, ValueFormat } from '../values/valueColumn';

type Read = (view: DataView, at: number) => number | bigint;

const reads: Record<string, { size: number; read: Read }> = {
  __u8: { size: 1, read: (view, at) => view.getUint8(at) },
  __u32: { size: 4, read: (view, at) => view.getUint32(at, true) },
  __s32: { size: 4, read: (view, at) => view.getInt32(at, true) },
  __u64: { size: 8, read: (view, at) => view.getBigUint64(at, true) },
  __s64: { size: 8, read: (view, at) => view.getBigInt64(at, true) },
  double: { size: 8, read: (view, at) => view.getFloat64(at, true) },
};

export function numberColumn(
  id: string,
  type: string,
  offset: number,
  format: ValueFormat = 'number',
): ValueColumn {
  const { size, read } = reads[type] ?? { size: 0, read: () => 0 };
  const number = (view: DataView, at: number): number | bigint | undefined =>
    at + offset + size > view.byteLength ? undefined : read(view, at + offset);
  return {
    ...{ id, type, offset, size, format, number },
    numeric: format !== 'enum',
    text: (view, at) => {
      const value = number(view, at);
      if (value === undefined) return '';
      return format === 'enum' ? `STATE_${String(value)}` : String(value);
    },
  };
}

/** Up to the first NUL, or the end. */
export function textColumn(id: string, offset: number, size: number): ValueColumn {
  return {
    ...{ id, type: `char[${size}]`, offset, size, numeric: false, format: 'text', number: () => undefined },
    text: (view, at) => {
      let text = '';
      const end = Math.min(at + offset + size, view.byteLength);
      for (let next = at + offset; next < end && view.getUint8(next) !== 0; next++) {
        text += String.fromCharCode(view.getUint8(next));
      }
      return text;
    },
  };
}
