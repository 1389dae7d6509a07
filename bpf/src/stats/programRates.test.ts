import { describe, expect, it } from 'vitest';
import { programRates } from './programRates';

const zero = { runs: 0, nanoseconds: 0, missed: 0 };

describe('programRates', () => {
  it('tells runs, time per run and the share of a CPU', () => {
    const now = { runs: 500, nanoseconds: 1_000_000, missed: 5 };
    expect(programRates(zero, now, 500_000_000)).toEqual({
      runsPerSecond: 1000,
      nanosecondsPerRun: 2000,
      cpuShare: 0.002,
      missedPerSecond: 10,
    });
  });

  it('has no time per run for a program that did not run', () => {
    expect(programRates(zero, zero, 1e9)).toMatchObject({ runsPerSecond: 0, nanosecondsPerRun: undefined });
  });

  it('says nothing without time between, and no negative rates of another program under the same id', () => {
    expect(programRates(zero, zero, 0)).toBeUndefined();
    expect(programRates({ runs: 9, nanoseconds: 9, missed: 9 }, zero, 1e9)).toMatchObject({
      runsPerSecond: 0,
      cpuShare: 0,
      missedPerSecond: 0,
    });
  });
});
