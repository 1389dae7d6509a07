/** Decodes C string literals. */

/** Text of one or more adjacent literals with their quotes: `"a" "\n"`. An unclosed last one counts to its end. */
export function literalText(source: string): string {
  let text = '';
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length > 0) text += utf8(bytes);
    bytes = [];
  };
  for (const literal of source.matchAll(/"((?:[^"\\]|\\[^])*)"?/g)) {
    for (const part of (literal[1] ?? '').matchAll(escapeOrText)) {
      const code = escapeCode(part[0]);
      if (code !== undefined && code >= 128 && code < 256) {
        bytes.push(code);
        continue;
      }
      flush();
      text +=
        code === undefined ? (part[0].startsWith('\\') ? joinedOrAsIs(part[0]) : part[0]) : character(code);
    }
    flush();
  }
  return text;
}

/** `\n`, `\x1b`, `\033`, `\u4e2d`, a joined line, or a run of plain text. */
const escapeOrText = /\\(?:x[0-9a-fA-F]+|[0-7]{1,3}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r\n|[^])|[^\\]+/g;

const simple: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, e: 27 };

function escapeCode(part: string): number | undefined {
  if (!part.startsWith('\\')) return undefined;
  const letter = part.charAt(1);
  const digits = part.slice(2);
  if (digits !== '' && letter === 'x') return parseInt(digits, 16) & 0xff;
  if (digits !== '' && (letter === 'u' || letter === 'U')) {
    const code = parseInt(digits, 16);
    // Below 256 it is a character all the same, not a byte; 0x100000000 keeps the two apart.
    return code > 0x10ffff ? 0xfffd : code >= 128 && code < 256 ? code + codePointMark : code;
  }
  if (letter >= '0' && letter <= '7') return parseInt(part.slice(1), 8) & 0xff;
  return simple[letter];
}

const codePointMark = 0x100000000;

function character(code: number): string {
  return String.fromCodePoint(code >= codePointMark ? code - codePointMark : code);
}

/** `\` before a newline vanishes with it; before anything else it stands for that character: `\"`, `\\`, `\?`. */
function joinedOrAsIs(part: string): string {
  const rest = part.slice(1);
  return rest === '\n' || rest === '\r' || rest === '\r\n' ? '' : rest;
}

/** Escaped bytes are UTF-8 in the program's output; those that are not become U+FFFD, as when reading the output. */
function utf8(bytes: readonly number[]): string {
  const escaped = bytes.map((byte) => `%${byte.toString(16)}`).join('');
  try {
    return decodeURIComponent(escaped);
  } catch {
    return '\ufffd'.repeat(bytes.length);
  }
}
