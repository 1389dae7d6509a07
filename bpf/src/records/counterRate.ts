/** How fast a counter counts, from its value now and its value before. */
import type { ValueColumn } from '../values/valueColumn';
import type { ExactNumber } from './exactNumber';
import { difference, sum } from './exactNumber';

/**
 * By how much it rose; undefined when it fell, so was set or is no counter. One that came close to the end of its 32
 * or 64 bits and is small now has begun anew: what it counted is the way around.
 */
export function counted(
  now: ExactNumber,
  before: ExactNumber,
  { size, format }: Pick<ValueColumn, 'size' | 'format'>,
): ExactNumber | undefined {
  const rise = difference(now, before);
  if (rise >= 0) return rise;
  if (format === 'float' || (size !== 4 && size !== 8)) return undefined;
  const round = 1n << BigInt(size * 8);
  const around = sum(rise, round);
  // A quarter of all numbers between two readings would be very fast; a counter set back is likelier.
  return around < round / 4n ? around : undefined;
}

/** `1234`, `12.3`, `0.05`; per second. Readings are a little more or less apart than they should be: 0.999 is 1. */
export function rateText(rate: number): string {
  if (rate >= 100 || Number.isInteger(rate)) return String(Math.round(rate));
  return String(Number(rate.toPrecision(rate < 10 ? 2 : 3)));
}
