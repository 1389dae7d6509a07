/** Integers, enums, bools and pointers from text. */
import { parseIpv4, parseIpv6 } from './addresses';
import type { Encoded, Literal } from './encodeLeaf';
import type { Leaf } from './leaf';
import { parseNumber, type ParsedNumber } from './parseNumber';
import { textBytes } from './textLiteral';
import { parseDuration } from './timeText';
import type { ValueFormat } from './valueColumn';
import { someNames, type ValueFault } from './valueProblem';
import { numberBytes, rangeOf } from './writeNumber';

export function encodeNumber(
  leaf: Leaf,
  format: ValueFormat,
  literal: Literal,
  present: Uint8Array,
): Encoded {
  const { text } = literal;
  if (literal.style === 'char') return encodeCharacter(leaf, text, present);
  // A number in a list of a thousand is the usual case: what is quick to see comes first.
  const number = parseNumber(text);
  if (number) return inRange(leaf, text, number, present);
  if (leaf.kind === 'enum') {
    const value = leaf.names?.valueOf(text);
    if (value !== undefined) return { bytes: numberBytes(leaf, value, present) };
    return { fault: { code: 'unknownName', text, names: someNames(leaf.names?.list() ?? []) } };
  }
  const named = namedNumbers.get(text);
  if (named !== undefined) return inRange(leaf, text, { value: named, pattern: false }, present);
  const address = addressBytes(leaf, text);
  if (address) return { bytes: address };
  if (format === 'duration' || leaf.formats.includes('duration')) {
    const duration = parseDuration(text);
    const unit = BigInt(leaf.unit);
    if (duration !== undefined && duration % unit === 0n)
      return inRange(leaf, text, { value: duration / unit, pattern: false }, present);
  }
  return { fault: faultOf(leaf, format, text) };
}

const namedNumbers = new Map([
  ['true', 1n],
  ['false', 0n],
  ['NULL', 0n],
  ['null', 0n],
]);

/** An address stands in network order, whatever the order of the number. */
function addressBytes(leaf: Leaf, text: string): Uint8Array | undefined {
  if (leaf.bits) return undefined;
  if (leaf.size === 4 && leaf.formats.includes('ipv4')) return parseIpv4(text);
  return leaf.size === 16 && leaf.formats.includes('ipv6') ? parseIpv6(text) : undefined;
}

function inRange(leaf: Leaf, text: string, { value, pattern }: ParsedNumber, present: Uint8Array): Encoded {
  const { min, max } = rangeOf(leaf);
  const most = pattern && leaf.signed ? max * 2n + 1n : max;
  if (value < min || value > most) return { fault: { code: 'outOfRange', text, min, max } };
  return { bytes: numberBytes(leaf, value, present) };
}

function encodeCharacter(leaf: Leaf, text: string, present: Uint8Array): Encoded {
  const parsed = textBytes(text);
  if ('escape' in parsed) return { fault: { code: 'badEscape', text: parsed.escape } };
  const [byte, ...more] = parsed.bytes;
  if (byte === undefined || more.length > 0) return { fault: { code: 'notACharacter', text } };
  return inRange(leaf, text, { value: BigInt(byte), pattern: true }, present);
}

function faultOf(leaf: Leaf, format: ValueFormat, text: string): ValueFault {
  if (format === 'ipv4' || format === 'ipv6') return { code: 'notAnAddress', text, want: format };
  if (leaf.kind === 'bool') return { code: 'notABool', text };
  return { code: format === 'duration' ? 'notADuration' : 'notANumber', text };
}
