/**
 * Bytes of `char[N]` as text and back. Nothing is lost on the way: what cannot be printed, is no UTF-8, or would change
 * the direction of the text is written as an escape.
 */
import { codePointAt, lengthOf } from './utf8';

/**
 * Text up to the first NUL, the end of the array or of the view. In a literal each quote is escaped; in a cell one that
 * begins it, since a cell that begins with a quote is read as a literal.
 */
export function charText(view: DataView, at: number, size: number, place: 'cell' | 'literal'): string {
  const end = Math.min(at + size, view.byteLength);
  const stop = Math.min(end, at + longestText);
  let text = '';
  for (let next = at; next < stop; next++) {
    const byte = view.getUint8(next);
    if (byte === 0) return text;
    if (byte < 0x20 || byte > 0x7e || byte === backslash || byte === quote) {
      return escapedText(view, { at, stop, end }, place);
    }
    text += String.fromCharCode(byte);
  }
  return stop < end && view.getUint8(stop) !== 0 ? `${text}…` : text;
}

/** In bytes; a longer text is cut, and ends with `…`. */
export const longestText = 4096;

const backslash = 0x5c;
const quote = 0x22;

function escapedText(
  view: DataView,
  { at, stop, end }: { at: number; stop: number; end: number },
  place: 'cell' | 'literal',
): string {
  let text = '';
  let next = at;
  while (next < stop) {
    const byte = view.getUint8(next);
    if (byte === 0) return text;
    const point = codePointAt(view, next, end);
    if (point < 0) text += `\\x${byte.toString(16).padStart(2, '0')}`;
    else if (point === quote) text += place === 'literal' || next === at ? '\\"' : '"';
    else text += escapes.get(point) ?? (hidden(point) ? hiddenText(point) : String.fromCodePoint(point));
    next += point < 0 ? 1 : lengthOf(point);
  }
  return next < end && view.getUint8(next) !== 0 ? `${text}…` : text;
}

const escapes = new Map([
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [0x09, '\\t'],
  [backslash, '\\\\'],
]);

/** Controls, marks of direction, separators of lines, and what is no character. */
function hidden(point: number): boolean {
  if (point < 0x20) return true;
  if (point < 0x7f) return false;
  return /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Zl}\p{Zp}]/u.test(String.fromCodePoint(point));
}

/** Two digits after `\x` and four after `\u`, always, so that what follows is not taken for a digit. */
function hiddenText(point: number): string {
  if (point < 0x80) return `\\x${point.toString(16).padStart(2, '0')}`;
  return point < 0x10000
    ? `\\u${point.toString(16).padStart(4, '0')}`
    : `\\U${point.toString(16).padStart(8, '0')}`;
}
