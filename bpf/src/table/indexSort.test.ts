import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IndexSort } from './indexSort';

it('sorts like a stable sort, however often it is stopped', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(20), { maxLength: 3000 }),
      fc.integer({ min: 1, max: 9 }),
      (values, patience) => {
        const value = (index: number): number => values[index] ?? 0;
        const sort = new IndexSort(values.length, (a, b) => value(a) - value(b));
        let looks = 0;
        let before = 0;
        while (!sort.advance(() => ++looks % patience === 0)) {
          expect(sort.progress).toBeGreaterThanOrEqual(before);
          before = sort.progress;
        }
        const expected = values.map((_, index) => index).sort((a, b) => value(a) - value(b) || a - b);
        expect([...sort.sorted]).toEqual(expected);
        expect(sort.progress).toBe(1);
      },
    ),
  );
});

it('looks at the clock at least once for a few thousand rows', () => {
  const sort = new IndexSort(100_000, (a, b) => b - a);
  let looks = 0;
  sort.advance(() => ++looks < 0);
  expect(looks).toBeGreaterThan((100_000 * 17) / 4096);
  expect(sort.sorted[0]).toBe(99_999);
});
