import { expect, it } from 'vitest';
import { regexGuard } from './regexGuard';

it('lets work run to its end', () => {
  let done = 0;
  const guarded = regexGuard();
  expect(guarded(() => done++)).toBe(true);
  expect(guarded(() => done++)).toBe(true);
  expect(done).toBe(2);
});

it('stops an expression that would never end', () => {
  expect(regexGuard()(() => /^(a+)+$/.test(`${'a'.repeat(60)}!`))).toBe(false);
});

it('passes on what goes wrong', () => {
  expect(() =>
    regexGuard()(() => {
      throw new TypeError('mine');
    }),
  ).toThrow('mine');
});
