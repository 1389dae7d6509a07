/** The bytes that a text stands for in one value, checked against its type. */
import { parseHex, parseIpv4, parseIpv6, parseMac } from './addresses';
import { encodeNumber } from './encodeNumber';
import type { Leaf } from './leaf';
import { textBytes } from './textLiteral';
import type { ValueFormat } from './valueColumn';
import type { ValueFault } from './valueProblem';

export interface Literal {
  /** Without its quotes; escapes are still there. */
  text: string;
  /** `string` stood in `"`, `char` in `'`. */
  style: 'bare' | 'string' | 'char';
}

export type Encoded = { bytes: Uint8Array } | { fault: ValueFault };

/** `present` are the bytes that stand there now, as many as the leaf has. */
export function encodeLeaf(leaf: Leaf, format: ValueFormat, literal: Literal, present: Uint8Array): Encoded {
  const { text, style } = literal;
  if (format === 'bytes' && style === 'bare') return encodeBytes(leaf, text, present);
  switch (leaf.kind) {
    case 'chars':
    case 'octets':
      if (format === 'mac' || format === 'ipv4' || format === 'ipv6')
        return encodeAddress(format, text, leaf.size);
      if (style === 'string') return encodeText(leaf.size, text, present);
      return { fault: { code: 'wantsQuotes', text } };
    case 'address':
      return encodeAddress(leaf.formats[0], text, leaf.size);
    case 'prefix':
      return encodePrefix(leaf, text);
    case 'float':
      return encodeFloat(leaf, text);
    default:
      return encodeNumber(leaf, format, literal, present);
  }
}

/** What is left of the array is zeros. A text of the array's whole length has no NUL at its end, as in C. */
function encodeText(size: number, text: string, present: Uint8Array): Encoded {
  const parsed = textBytes(text);
  if ('escape' in parsed) return { fault: { code: 'badEscape', text: parsed.escape } };
  const bytes = new Uint8Array(size);
  if (parsed.bytes.length > size) {
    const shorter = text.endsWith('…') ? textBytes(text.slice(0, -1)) : parsed;
    // A text that was cut, and was left as it is in its end: what was not shown stays.
    if ('bytes' in shorter && text.endsWith('…') && shorter.bytes.length <= size) {
      bytes.set(present.subarray(0, size));
      bytes.set(shorter.bytes);
      return { bytes };
    }
    return { fault: { code: 'textTooLong', given: parsed.bytes.length, most: size } };
  }
  bytes.set(parsed.bytes);
  return { bytes };
}

/** Bytes in hex; `…` at the end leaves the others as they are. */
function encodeBytes(leaf: Leaf, text: string, present: Uint8Array): Encoded {
  const open = /(?:…|\.\.\.)$/.test(text);
  const given = parseHex(text.replace(/(?:…|\.\.\.)$/, '').trim());
  if (!given) return { fault: { code: 'notBytes', text } };
  if (given.length > leaf.size || (!open && given.length < leaf.size))
    return { fault: { code: 'wrongLength', given: given.length, want: leaf.size } };
  const bytes = new Uint8Array(leaf.size);
  if (open) bytes.set(present.subarray(0, leaf.size));
  bytes.set(given);
  return { bytes };
}

function encodeAddress(format: ValueFormat, text: string, size: number): Encoded {
  const want = format === 'ipv4' || format === 'mac' ? format : 'ipv6';
  const bytes = parsers[want](text);
  return bytes?.length === size ? { bytes } : { fault: { code: 'notAnAddress', text, want } };
}

const parsers = { ipv4: parseIpv4, ipv6: parseIpv6, mac: parseMac };

/** An address alone is a prefix of its whole length. */
function encodePrefix(leaf: Leaf, text: string): Encoded {
  const want = leaf.size === 8 ? 'ipv4' : 'ipv6';
  const most = (leaf.size - 4) * 8;
  const [address = '', length = String(most), ...more] = text.split('/').map((part) => part.trim());
  const data = parsers[want](address);
  const valid = /^\d{1,3}$/.test(length) && Number(length) <= most && more.length === 0;
  if (!data || !valid) return { fault: { code: 'notAPrefix', text, want, most } };
  const bytes = new Uint8Array(leaf.size);
  new DataView(bytes.buffer).setUint32(0, Number(length), leaf.littleEndian);
  bytes.set(data, 4);
  return { bytes };
}

function encodeFloat(leaf: Leaf, text: string): Encoded {
  const plain = text.replace(/_/g, '').replace(/^([-+]?)inf(?:inity)?$/i, '$1Infinity');
  const digits = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)[fl]?$/i.exec(plain)?.[1] ?? plain;
  const value = Number(digits);
  const named = /^[-+]?(?:Infinity|NaN)$/i.test(digits);
  if (
    digits === '' ||
    (Number.isNaN(value) && !/^nan$/i.test(digits)) ||
    (!named && !/^[-+.\d]/.test(digits))
  )
    return { fault: { code: 'notAFloat', text } };
  const max = leaf.size === 4 ? largestFloat : Number.MAX_VALUE;
  const stored = leaf.size === 4 ? Math.fround(value) : value;
  if (!Number.isFinite(stored) && !named) return { fault: { code: 'outOfRange', text, min: -max, max } };
  const bytes = new Uint8Array(leaf.size);
  const view = new DataView(bytes.buffer);
  if (leaf.size === 4) view.setFloat32(0, value, leaf.littleEndian);
  else view.setFloat64(0, value, leaf.littleEndian);
  return { bytes };
}

const largestFloat = 3.4028234663852886e38;
