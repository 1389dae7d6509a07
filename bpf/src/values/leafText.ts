/** Readers of one value's text as a table shows it, made once for a column. Out of the view's bounds it is empty. */
import { ipv4Text, ipv6Text, macText } from './addresses';
import { charText } from './charText';
import type { Leaf } from './leaf';
import { widthOf } from './leaf';
import { numberReader } from './readNumber';
import { durationText, timestampText } from './timeText';
import type { ValueFormat, ValueOptions } from './valueColumn';

export type ReadText = (view: DataView, at: number) => string;

export function textReader(leaf: Leaf, format: ValueFormat, options: ValueOptions): ReadText {
  switch (format) {
    case 'text':
      return leaf.kind === 'int'
        ? characterReader(leaf)
        : (view, at) => charText(view, at, leaf.size, 'cell');
    case 'bytes':
      return (view, at) => hexBytes(view, at, leaf.size);
    case 'ipv4':
    case 'ipv6':
      return leaf.kind === 'prefix' ? prefixReader(leaf) : format === 'ipv4' ? ipv4Text : ipv6Text;
    case 'mac':
      return macText;
    case 'float':
      return (view, at) => floatText(view, at, leaf);
    default:
      return numberText(leaf, format, options);
  }
}

function numberText(leaf: Leaf, format: ValueFormat, { bootTime }: ValueOptions): ReadText {
  const read = numberReader(leaf);
  const shown = (show: (value: number | bigint) => string): ReadText => {
    return (view, at) => {
      const value = read(view, at);
      return value === undefined ? '' : show(value);
    };
  };
  switch (format) {
    case 'hex':
    case 'pointer': {
      const width = widthOf(leaf);
      return shown((value) => hexText(value, width));
    }
    case 'bool':
      // Another byte than 0 and 1 is no truth that C knows.
      return shown((value) => (value === 0 ? 'false' : value === 1 ? 'true' : String(value)));
    case 'enum': {
      const { names } = leaf;
      return shown((value) => names?.nameOf(value) ?? String(value));
    }
    case 'duration':
      return shown((value) => durationText(value, leaf.unit));
    case 'timestamp':
      return shown(bootTime === undefined ? String : (value) => timestampText(value, bootTime));
    default:
      return shown(String);
  }
}

/** A negative number as its bits are: `0xff` is -1 in 8 of them. */
export function hexText(value: number | bigint, width: number): string {
  return value < 0 ? `0x${BigInt.asUintN(width, BigInt(value)).toString(16)}` : `0x${value.toString(16)}`;
}

/** `'a'`, and a number for what has no sign of its own. */
function characterReader(leaf: Leaf): ReadText {
  const read = numberReader(leaf);
  return (view, at) => {
    const value = read(view, at);
    if (typeof value !== 'number') return '';
    if (value < 0x20 || value > 0x7e) return String(value);
    return value === 0x27 || value === 0x5c
      ? `'\\${String.fromCharCode(value)}'`
      : `'${String.fromCharCode(value)}'`;
  };
}

/** `de ad be ef`; of many bytes the first. */
export function hexBytes(view: DataView, at: number, size: number): string {
  const end = Math.min(at + size, view.byteLength);
  const stop = Math.min(end, at + mostHexBytes);
  let text = '';
  for (let next = at; next < stop; next++) text += (hexPairs[view.getUint8(next)] ?? '') + ' ';
  return stop < end ? `${text}…` : text.slice(0, -1);
}

export const mostHexBytes = 64;

const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The shortest text that reads back as the same number; 4 bytes need fewer digits than JavaScript gives. */
export function floatText(view: DataView, at: number, { size, littleEndian }: Leaf): string {
  if (at + size > view.byteLength) return '';
  const value = size === 4 ? view.getFloat32(at, littleEndian) : view.getFloat64(at, littleEndian);
  if (Object.is(value, -0)) return '-0';
  if (size !== 4 || !Number.isFinite(value)) return String(value);
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}

/** `192.0.2.0/24`. */
function prefixReader({ size, littleEndian }: Leaf): ReadText {
  return (view, at) => {
    if (at + size > view.byteLength) return '';
    const length = view.getUint32(at, littleEndian);
    return `${size === 8 ? ipv4Text(view, at + 4) : ipv6Text(view, at + 4)}/${length}`;
  };
}
