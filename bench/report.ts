/** Prints a measurement beside its peer's from the same run, and whether the ratio keeps what the issue asks. */

export interface Measurement {
  name: string;
  unit: string;
  ours: number;
  /** Who is measured beside us, e.g. `four ssh calls by hand`. */
  peerName: string;
  peer: number;
  /** `ours / peer` must be at most (`atMost`) or at least (`atLeast`) this. */
  wanted: { atMost: number } | { atLeast: number };
}

export function report({ name, unit, ours, peerName, peer, wanted }: Measurement): void {
  const ratio = ours / peer;
  const kept = 'atMost' in wanted ? ratio <= wanted.atMost : ratio >= wanted.atLeast;
  const limit = 'atMost' in wanted ? `≤ ${wanted.atMost.toFixed(2)}` : `≥ ${wanted.atLeast.toFixed(2)}`;
  console.log(
    `${name}: ours ${round(ours)} ${unit}, ${peerName} ${round(peer)} ${unit}, ` +
      `ratio ${ratio.toFixed(3)} (wanted ${limit}) ${kept ? 'kept' : 'MISSED'}`,
  );
  if (!kept) process.exitCode = 1;
}

/** The middle one, which a single stray value does not move. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('No values to take the median of');
  return middle;
}

function round(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1);
}
