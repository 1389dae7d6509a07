import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { characterOfByte } from './byteColumn';

describe('characterOfByte', () => {
  it('is the column less one in ASCII', () => {
    expect(characterOfByte('int x;', 1)).toBe(0);
    expect(characterOfByte('int x;', 5)).toBe(4);
  });

  it('counts a character of several bytes once, an astral one twice', () => {
    expect(characterOfByte('"é" x', 1 + 5)).toBe(4);
    expect(characterOfByte('"中" x', 1 + 6)).toBe(4);
    expect(characterOfByte('"😀" x', 1 + 7)).toBe(5);
  });

  it('stays at the start of a character that the byte lies inside', () => {
    expect(characterOfByte('a中b', 3)).toBe(1);
  });

  it('ends at the end of the line', () => {
    expect(characterOfByte('ab', 99)).toBe(2);
    expect(characterOfByte('', 1)).toBe(0);
  });

  it('agrees with an encoder at every character', () => {
    const whole = fc.string({ unit: fc.constantFrom('a', '\t', 'é', '中', '😀') });
    fc.assert(
      fc.property(whole, whole, (before, after) => {
        const column = new TextEncoder().encode(before).length + 1;
        expect(characterOfByte(before + after, column)).toBe(before.length);
      }),
    );
  });
});
