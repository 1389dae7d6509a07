/** What two readings of the kernel's statistics say of a program: how often it runs, and what that costs. */

/** Totals since the load, as the kernel counts them, and when they were read. */
export interface ProgramTotals {
  runs: number;
  nanoseconds: number;
  missed: number;
}

export interface ProgramRates {
  runsPerSecond: number;
  /** Undefined when it did not run in between. */
  nanosecondsPerRun: number | undefined;
  /** Share of one CPU: 1 is a whole one. */
  cpuShare: number;
  missedPerSecond: number;
}

/** `elapsed` in nanoseconds between the two; undefined when there is no time between them. */
export function programRates(
  before: ProgramTotals,
  now: ProgramTotals,
  elapsed: number,
): ProgramRates | undefined {
  if (elapsed <= 0) return undefined;
  // Totals fall when an id was given to another program.
  const runs = Math.max(0, now.runs - before.runs);
  const nanoseconds = Math.max(0, now.nanoseconds - before.nanoseconds);
  const perSecond = 1e9 / elapsed;
  return {
    runsPerSecond: runs * perSecond,
    nanosecondsPerRun: runs === 0 ? undefined : nanoseconds / runs,
    cpuShare: nanoseconds / elapsed,
    missedPerSecond: Math.max(0, now.missed - before.missed) * perSecond,
  };
}
