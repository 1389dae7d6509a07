import { describe, expect, it } from 'vitest';
import { scanSource } from '../source/scanSource';
import { locate } from './locate';
import type { VerifierLine } from './sourceComment';

const text = `int other(void) {
\treturn 0;
}
SEC("xdp") int f(void *ctx) {
\tint a = 1;
\ta++;
\ta++;
\treturn 0; // done
}
`;

function check(line: VerifierLine): string | undefined {
  const range = locate(line, text, 'x.bpf.c', scanSource(text).programs[0]?.functionRange);
  return range && `${range.start.line}: ${text.slice(range.start.offset, range.end.offset)}`;
}

describe('locate', () => {
  it('goes by number', () => expect(check({ file: 'x.bpf.c', line: 6 })).toBe('5: a++;'));
  it('goes by text in the function', () => expect(check({ text: 'int a = 1;' })).toBe('4: int a = 1;'));
  it('finds no text outside the function', () => expect(check({ text: 'return 0;' })).toBeUndefined());
  it('does not choose among several', () => expect(check({ text: 'a++;' })).toBeUndefined());
  it('leaves other files alone', () => expect(check({ file: 'y.h', line: 2 })).toBeUndefined());
  it('knows the end of the file', () => expect(check({ file: 'x.bpf.c', line: 99 })).toBeUndefined());
});
