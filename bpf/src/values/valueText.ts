/** The text of a value, read piece by piece: blanks and comments, quotes, names, and what stands bare. */
import type { Literal } from './encodeLeaf';

export class ValueText {
  at = 0;

  constructor(readonly text: string) {}

  /** The next character that counts; empty at the end. A comment that is not closed goes on to the end. */
  next(): string {
    const { text } = this;
    for (;;) {
      while (/\s/.test(text[this.at] ?? '')) this.at++;
      const close = text.startsWith('/*', this.at) ? '*/' : text.startsWith('//', this.at) ? '\n' : undefined;
      if (close === undefined) return text[this.at] ?? '';
      const end = text.indexOf(close, this.at + 2);
      this.at = end < 0 ? text.length : end + close.length;
    }
  }

  /** Takes this text if it comes next. */
  take(text: string): boolean {
    this.next();
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** Takes what a sticky form matches here. */
  match(form: RegExp): RegExpExecArray | null {
    this.next();
    form.lastIndex = this.at;
    const match = form.exec(this.text);
    if (match) this.at += match[0].length;
    return match;
  }

  /** Undefined when a quote is not closed. Strings that follow each other are one, as in C. */
  literal(): Literal | undefined {
    const first = this.next();
    if (first !== '"') {
      if (first !== "'") return { text: this.bare(), style: 'bare' };
      const text = this.quoted("'");
      return text === undefined ? undefined : { text, style: 'char' };
    }
    let text = '';
    while (this.next() === '"') {
      const part = this.quoted('"');
      if (part === undefined) return undefined;
      text += part;
    }
    return { text, style: 'string' };
  }

  /** Between quotes; a loop, since a form that matches megabytes runs out of stack. */
  private quoted(quote: string): string | undefined {
    const start = this.at + 1;
    for (let at = start; at < this.text.length; at++) {
      if (this.text[at] === '\\') at++;
      else if (this.text[at] === quote) {
        this.at = at + 1;
        return this.text.slice(start, at);
      }
    }
    return undefined;
  }

  private bare(): string {
    const start = this.at;
    bareEnd.lastIndex = start;
    this.at = bareEnd.exec(this.text)?.index ?? this.text.length;
    return this.text.slice(start, this.at).trim();
  }

  /** Passes over what cannot be used, to the next comma or end of the braces that it stands in. */
  skip(): void {
    let depth = 0;
    for (let first = this.next(); first !== ''; first = this.next()) {
      if (first === '"' || first === "'") {
        if (!this.literal()) this.at = this.text.length;
        continue;
      }
      if (depth === 0 && (first === ',' || first === '}' || first === ']')) return;
      if (first === '{' || first === '[') depth++;
      else if (first === '}' || first === ']') depth--;
      this.at++;
    }
  }

  /** Some of what comes next, for a sentence. */
  sample(): string {
    this.next();
    return this.text.slice(this.at, this.at + 20);
  }
}

const bareEnd = /[,{}[\]"';]/g;
