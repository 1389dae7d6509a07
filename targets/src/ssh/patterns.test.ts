import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesPattern, matchesPatterns } from './patterns';

test.each([
  [['lab'], 'lab', true],
  [['LAB'], 'lab', true],
  [['lab'], 'labs', false],
  [['*.example.org'], 'a.b.example.org', true],
  [['192.168.0.?'], '192.168.0.7', true],
  [['192.168.0.?'], '192.168.0.', false],
  [['192.168.0.?'], '192.168.0.17', false],
  [['*', '!lab'], 'lab', false],
  [['!lab', '*'], 'other', true],
  [['!lab'], 'other', false],
  [['a.b'], 'axb', false],
  [['*'], '', true],
  [[], 'lab', false],
])('%j against %s: %s', (patterns, text, expected) => {
  expect(matchesPatterns(patterns, text)).toBe(expected);
});

test('it is what the regular expression of the same meaning says', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', '*', '?')).map((parts) => parts.join(''));
  const text = fc.array(fc.constantFrom('a', 'b')).map((parts) => parts.join(''));
  fc.assert(
    fc.property(letters, text, (pattern, name) => {
      const form = new RegExp(`^${pattern.replace(/\*+/g, '.*').replace(/\?/g, '.')}$`);
      expect(matchesPattern(pattern, name)).toBe(form.test(name));
    }),
    { numRuns: 1000 },
  );
});

test('many stars take no time', () => {
  const start = Date.now();
  expect(matchesPattern('*a'.repeat(50) + 'b', 'a'.repeat(5000))).toBe(false);
  expect(Date.now() - start).toBeLessThan(1000);
});
