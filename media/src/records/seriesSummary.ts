/** What a line says in words: where it is now, how low and how high it was, and for how long. */
export interface SeriesSummary {
  now: number;
  least: number;
  most: number;
  seconds: number;
}

/** Undefined while there is no value. */
export function seriesSummary(
  times: readonly number[],
  values: readonly (number | null)[],
): SeriesSummary | undefined {
  let summary: SeriesSummary | undefined;
  let began = 0;
  for (const [index, value] of values.entries()) {
    const time = times[index];
    if (value === null || time === undefined) continue;
    if (!summary) {
      began = time;
      summary = { now: value, least: value, most: value, seconds: 0 };
      continue;
    }
    summary.now = value;
    summary.least = Math.min(summary.least, value);
    summary.most = Math.max(summary.most, value);
    summary.seconds = Math.round((time - began) / 1000);
  }
  return summary;
}
