import { expect, it } from 'vitest';
import { seriesSummary } from './seriesSummary';

it('tells now, least, most and how long', () => {
  expect(seriesSummary([1000, 2000, 3000, 4600, 9000], [null, 5, 9, 7, null])).toEqual({
    now: 7,
    least: 5,
    most: 9,
    seconds: 3,
  });
});

it('knows nothing before the first value', () => {
  expect(seriesSummary([], [])).toBeUndefined();
  expect(seriesSummary([1], [null])).toBeUndefined();
});
