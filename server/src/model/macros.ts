/** The `#define`s of a file that stand for a value, and functions of macros by name only. */
import type { Span } from '../syntax/ast';

export interface Macro {
  name: string;
  nameSpan: Span;
  /** Absent for `#define F(x) …`, and where two definitions say different things. */
  value?: string;
}

// #define MAX_ENTRIES  10240   // why
const define = /^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)(\()?((?:[^\n\\]|\\\r?\n|\\.)*)/gm;

export function readMacros(text: string): Map<string, Macro> {
  const macros = new Map<string, Macro>();
  for (const match of text.matchAll(define)) {
    const [whole, name = '', parenthesis, rest = ''] = match;
    const start = match.index + whole.indexOf(name, whole.indexOf('define') + 6);
    const nameSpan = { start, end: start + name.length };
    const value = rest
      .replace(/\/\*[^]*?\*\/|\/\/.*$/g, '')
      .replace(/\\\r?\n/g, ' ')
      .trim();
    const known = macros.get(name);
    // Under `#if` and `#else` it may be either.
    const isCertain = parenthesis === undefined && (!known || known.value === value);
    macros.set(name, { name, nameSpan, ...(isCertain ? { value } : {}) });
  }
  return macros;
}
