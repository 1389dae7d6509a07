/** UTF-8, strictly: bytes that are none are told apart, which no decoder of the platforms does. */

/** The code point that begins at `at`; -1 when the bytes up to `end` are not UTF-8. */
export function codePointAt(view: DataView, at: number, end: number): number {
  const first = view.getUint8(at);
  if (first < 0x80) return first;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + length > end) return -1;
  let point = first & (0x7f >> length);
  for (let next = at + 1; next < at + length; next++) {
    const byte = view.getUint8(next);
    if ((byte & 0xc0) !== 0x80) return -1;
    point = (point << 6) | (byte & 0x3f);
  }
  // Not the longer ways to write a point, no halves of pairs, none beyond the last.
  return lengthOf(point) !== length || (point >= 0xd800 && point < 0xe000) || point > 0x10ffff ? -1 : point;
}

/** Bytes of a code point. */
export function lengthOf(point: number): number {
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

/** Adds a code point's bytes; half a pair becomes U+FFFD. */
export function pushUtf8(bytes: number[], point: number): void {
  if (point < 0x80) bytes.push(point);
  else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 0x3f));
  else if (point >= 0xd800 && point < 0xe000) bytes.push(0xef, 0xbf, 0xbd);
  else if (point < 0x10000)
    bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f));
  else {
    bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f));
    bytes.push(0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f));
  }
}

/** Text up to the first NUL; bytes that are no UTF-8 become U+FFFD. */
export function plainText(view: DataView, at: number, size: number): string {
  const end = Math.min(at + size, view.byteLength);
  let text = '';
  let next = at;
  while (next < end) {
    const point = codePointAt(view, next, end);
    if (point === 0) break;
    text += point < 0 ? '\ufffd' : String.fromCodePoint(point);
    next += point < 0 ? 1 : lengthOf(point);
  }
  return text;
}
