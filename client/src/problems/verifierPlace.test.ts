import { describe, expect, it } from 'vitest';
import type { VerifierLine } from '#bpf/verifier/sourceComment';
import { verifierPlace } from './verifierPlace';

const text = `
static int helper(int *value)
{
	return *value;
}

SEC("xdp")
int first(void *ctx)
{
	int x = *missing;
	return 0;
}

SEC("xdp")
int second(void *ctx)
{
	return 0;
}
`;

/** The text at the place. */
function at(program: string, seen?: VerifierLine): string {
  const { line, start, end } = verifierPlace({ text, fileName: 'a.bpf.c' }, program, seen);
  return `${line + 1}: ${text.split('\n')[line]?.slice(start, end) ?? ''}`;
}

describe('verifierPlace', () => {
  it('is the line that the log names', () => {
    expect(at('first', { file: 'a.bpf.c', line: 10, text: 'int x = *missing;' })).toBe(
      '10: int x = *missing;',
    );
  });

  it('finds the line by its text when the log has no number, as before Linux 6.8', () => {
    expect(at('first', { text: 'int x = *missing;' })).toBe('10: int x = *missing;');
  });

  it('follows a line that has moved since the build', () => {
    expect(at('first', { file: 'a.bpf.c', line: 3, text: 'int x = *missing;' })).toBe(
      '10: int x = *missing;',
    );
  });

  it('prefers the program’s own line where the text is there more than once', () => {
    expect(at('second', { text: 'return 0;' })).toBe('17: return 0;');
  });

  it('finds a function that the compiler put into the program', () => {
    expect(at('first', { text: 'return *value;' })).toBe('4: return *value;');
  });

  it('is the program’s name for lines of other files, and when there is none', () => {
    expect(at('second', { file: 'maps.h', line: 2, text: 'x' })).toBe('15: second');
    expect(at('second')).toBe('15: second');
  });

  it('is the first line when the program is gone from the file', () => {
    expect(at('renamed')).toBe('1: ');
  });
});
