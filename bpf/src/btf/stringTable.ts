/**
 * A section of zero-terminated strings. A few names are decoded one by one; for many, the section is decoded as a
 * whole once, and names are cut out of one string.
 */

export class StringTable {
  /** One character a byte. */
  private text: string | undefined;
  private ascii = true;
  /** Some string is longer than `longest`, which no compiler's is: a file that may want to take all our time. */
  private hostile = false;
  private asked = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get length(): number {
    return this.bytes.length;
  }

  /**
   * Text from `offset` up to the next zero byte or the end, cut at 4096 bytes: a kernel's names have 512 at most.
   * Bytes that are not UTF-8 become U+FFFD.
   */
  at(offset: number): string {
    if (this.bytes[offset] === 0) return '';
    if (this.text === undefined && this.asked++ < fewNames) {
      const end = this.end(offset);
      if (end - offset < longest) return utf8(String.fromCharCode(...this.bytes.subarray(offset, end)));
    }
    const text = (this.text ??= this.decode());
    const name = this.hostile ? cut(text.slice(offset, offset + longest), 0) : cut(text, offset);
    return this.ascii ? name : utf8(name);
  }

  /** FNV-1a over the bytes of the name; 0 for an empty one. Decodes nothing. */
  hash(offset: number): number {
    if ((this.bytes[offset] ?? 0) === 0) return 0;
    let value = hashStart;
    for (let at = offset; at < offset + longest; at++) {
      const byte = this.bytes[at] ?? 0;
      if (byte === 0) break;
      value = hashStep(value, byte);
    }
    return hashEnd(value);
  }

  private end(offset: number): number {
    const length = this.bytes.subarray(offset, offset + longest).indexOf(0);
    return length < 0 ? Math.min(this.bytes.length, offset + longest) : offset + length;
  }

  private decode(): string {
    const parts: string[] = [];
    for (let start = 0; start < this.bytes.length; start += chunk) {
      const part = this.bytes.subarray(start, start + chunk);
      parts.push(String.fromCharCode(...part));
    }
    const text = parts.join('');
    this.ascii = !/[\x80-\xff]/.test(text);
    this.hostile = hasLonger(this.bytes);
    return text;
  }
}

/** From so many names on, decoding all of a kernel's 1.5 MB is quicker. */
const fewNames = 5000;

/** Each byte becomes an argument of a call, and a stack has its limits. */
const chunk = 8192;

/** In bytes. Source lines of `.BTF.ext` are the longest that compilers write. */
const longest = 4096;

function hasLonger(bytes: Uint8Array): boolean {
  for (let start = 0; start + longest < bytes.length;) {
    const end = bytes.indexOf(0, start);
    if (end < 0 || end - start > longest) return true;
    start = end + 1;
  }
  return false;
}

function cut(text: string, start: number): string {
  const end = text.indexOf('\0', start);
  return text.slice(start, end < 0 ? text.length : end);
}

/** Names are ASCII but for Rust's, so this may be slow. */
function utf8(bytes: string): string {
  if (!/[\x80-\xff]/.test(bytes)) return bytes;
  return bytes.replace(/[\x80-\xff]+/g, (run) => {
    try {
      return decodeURIComponent(run.replace(/[^]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`));
    } catch {
      return '\ufffd'.repeat(run.length);
    }
  });
}

/** `StringTable.hash` of a name that is at hand. */
export function hashOf(name: string): number {
  if (name === '') return 0;
  let value = hashStart;
  // Percent-escapes are the way to UTF-8 that every host of this code has.
  const escaped = /[^\x01-\x7f]/.test(name) ? escape8(name) : name;
  for (let at = 0; at < Math.min(escaped.length, longest); at++)
    value = hashStep(value, escaped.charCodeAt(at));
  return hashEnd(value);
}

function escape8(name: string): string {
  try {
    return encodeURIComponent(name).replace(/%(..)/g, (_, hex: string) =>
      String.fromCharCode(parseInt(hex, 16)),
    );
  } catch {
    return name; // Half a surrogate pair, which no BTF can hold.
  }
}

const hashStart = 0x811c9dc5;

function hashStep(value: number, byte: number): number {
  return Math.imul(value ^ byte, 0x01000193);
}

/** Never 0, which stands for no name. */
function hashEnd(value: number): number {
  return (value ^ (value >>> 15)) | 1;
}
