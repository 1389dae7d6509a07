/** Compilers count columns in bytes of UTF-8, the editor counts UTF-16 units: the two differ after any `é` or `中`. */

/** The editor's column, from 0, of the compiler's byte column, from 1. Inside a character counts as its start. */
export function characterOfByte(line: string, byteColumn: number): number {
  let bytes = byteColumn - 1;
  let at = 0;
  for (const character of line) {
    bytes -= utf8Length(character.codePointAt(0) ?? 0);
    if (bytes < 0) return at;
    at += character.length;
  }
  return at;
}

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
