/** The bytes that a text stands for, with the escapes of C and JSON. */
import { pushUtf8 } from './utf8';

/** `escape` is one that neither has. Two digits follow `\x`, never more; C would take all that are there. */
export function textBytes(text: string): { bytes: Uint8Array } | { escape: string } {
  const bytes: number[] = [];
  let at = 0;
  while (at < text.length) {
    const point = text.codePointAt(at) ?? 0;
    if (point !== 0x5c) {
      pushUtf8(bytes, point);
      at += point > 0xffff ? 2 : 1;
      continue;
    }
    form.lastIndex = at;
    const match = form.exec(text);
    if (!match) return { escape: text.slice(at, at + 2) };
    const [whole, simple, octal, hex, unicode = match[5]] = match;
    if (simple !== undefined) bytes.push(simples.get(simple) ?? simple.charCodeAt(0));
    else if (octal !== undefined) bytes.push(parseInt(octal, 8) & 0xff);
    else if (hex !== undefined) bytes.push(parseInt(hex, 16));
    else {
      const value = parseInt(unicode ?? '', 16);
      const pair = value >= 0xd800 && value < 0xdc00 ? lowHalf(text, at + whole.length) : undefined;
      if (value > 0x10ffff) return { escape: whole };
      pushUtf8(bytes, pair === undefined ? value : 0x10000 + ((value - 0xd800) << 10) + (pair - 0xdc00));
      if (pair !== undefined) at += 6;
    }
    at += whole.length;
  }
  return { bytes: Uint8Array.from(bytes) };
}

/** JSON writes characters beyond U+FFFF as two. */
function lowHalf(text: string, at: number): number | undefined {
  const match = /^\\u([dD][c-fC-F][\da-fA-F]{2})/.exec(text.slice(at, at + 6));
  return match?.[1] === undefined ? undefined : parseInt(match[1], 16);
}

const form = /\\(?:([abefnrtv\\'"?/])|([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/y;

const simples = new Map([
  ['a', 7],
  ['b', 8],
  ['e', 27],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
]);
