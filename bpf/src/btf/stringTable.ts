/** A section of zero-terminated strings, decoded as a whole once: cutting names out of one string is then cheap. */

export class StringTable {
  /** One character a byte; decoded when first asked for. */
  private text: string | undefined;
  private ascii = true;

  constructor(private readonly bytes: Uint8Array) {}

  get length(): number {
    return this.bytes.length;
  }

  /** Text from `offset` up to the next zero byte or the end. Bytes that are not UTF-8 become U+FFFD. */
  at(offset: number): string {
    if (this.bytes[offset] === 0) return '';
    const text = (this.text ??= this.decode());
    const end = text.indexOf('\0', offset);
    const name = text.slice(offset, end < 0 ? text.length : end);
    return this.ascii ? name : utf8(name);
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

/** Each byte becomes an argument of a call, and a stack has its limits. */
const chunk = 8192;

/** Names are ASCII but for Rust's, so this may be slow. */
function utf8(bytes: string): string {
  return bytes.replace(/[\x80-\xff]+/g, (run) => {
    try {
      return decodeURIComponent(run.replace(/[^]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`));
    } catch {
      return '\ufffd'.repeat(run.length);
    }
  });
}
