/**
 * A section of zero-terminated strings. A few names are decoded one by one; for many, the section is decoded as a
 * whole once, and names are cut out of one string.
 */

export class StringTable {
  /** One character a byte. */
  private text: string | undefined;
  private ascii = true;
  private asked = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get length(): number {
    return this.bytes.length;
  }

  /** Text from `offset` up to the next zero byte or the end. Bytes that are not UTF-8 become U+FFFD. */
  at(offset: number): string {
    if (this.bytes[offset] === 0) return '';
    if (this.text === undefined && this.asked++ < fewNames) {
      const end = this.end(offset);
      if (end - offset < chunk) return utf8(String.fromCharCode(...this.bytes.subarray(offset, end)));
    }
    const text = (this.text ??= this.decode());
    const end = text.indexOf('\0', offset);
    const name = text.slice(offset, end < 0 ? text.length : end);
    return this.ascii ? name : utf8(name);
  }

  /** FNV-1a over the bytes of the name; 0 for an empty one. Decodes nothing. */
  hash(offset: number): number {
    if ((this.bytes[offset] ?? 0) === 0) return 0;
    let value = hashStart;
    for (let at = offset; ; at++) {
      const byte = this.bytes[at] ?? 0;
      if (byte === 0) return hashEnd(value);
      value = hashStep(value, byte);
    }
  }

  private end(offset: number): number {
    const end = this.bytes.indexOf(0, offset);
    return end < 0 ? this.bytes.length : end;
  }

  private decode(): string {
    const parts: string[] = [];
    for (let start = 0; start < this.bytes.length; start += chunk) {
      const part = this.bytes.subarray(start, start + chunk);
      parts.push(String.fromCharCode(...part));
    }
    const text = parts.join('');
    this.ascii = !/[\x80-\xff]/.test(text);
    return text;
  }
}

/** From so many names on, decoding all of a kernel's 1.5 MB is quicker. */
const fewNames = 5000;

/** Each byte becomes an argument of a call, and a stack has its limits. */
const chunk = 8192;

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
  for (let at = 0; at < escaped.length; at++) value = hashStep(value, escaped.charCodeAt(at));
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
