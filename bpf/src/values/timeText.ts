/** Times and durations as text, with every digit that they have. */

/** `850 ns`, `12.345 µs`, `1.5 s`, `2 h 3 min 4.25 s`; what is written can be read back. */
export function durationText(value: number | bigint, unit: number): string {
  const total = BigInt(value) * BigInt(unit);
  const left = total < 0n ? -total : total;
  const sign = total < 0n ? '-' : '';
  if (left >= minute) {
    const parts: string[] = [];
    let rest = left;
    for (const [size, name] of [
      [24n * 60n * minute, 'd'],
      [60n * minute, 'h'],
      [minute, 'min'],
    ] as const) {
      if (rest >= size) parts.push(`${(rest / size).toString()} ${name}`);
      rest %= size;
    }
    if (rest > 0n) parts.push(`${decimal(rest, second)} s`);
    return sign + parts.join(' ');
  }
  if (left >= second) return `${sign}${decimal(left, second)} s`;
  if (left >= 1_000_000n) return `${sign}${decimal(left, 1_000_000n)} ms`;
  return left >= 1000n ? `${sign}${decimal(left, 1000n)} µs` : `${sign}${left.toString()} ns`;
}

const second = 1_000_000_000n;
const minute = 60n * second;

function decimal(value: bigint, unit: bigint): string {
  const digits = (value % unit)
    .toString()
    .padStart(unit.toString().length - 1, '0')
    .replace(/0+$/, '');
  return digits === '' ? (value / unit).toString() : `${(value / unit).toString()}.${digits}`;
}

/** In nanoseconds; undefined for what is no duration, and for parts of a nanosecond. */
export function parseDuration(text: string): bigint | undefined {
  const form = /^\s*(\d{1,20})(?:\.(\d{1,20}))?\s*(ns|us|µs|μs|ms|s|min|m|h|d)(?=[\s\d]|$)/;
  const negative = /^\s*-/.test(text);
  let rest = negative ? text.replace(/^\s*-/, '') : text;
  let total: bigint | undefined;
  for (let match = form.exec(rest); match; match = form.exec(rest)) {
    const [whole, digits = '', fraction = '', name = ''] = match;
    const unit = units.get(name) ?? 1n;
    const scale = 10n ** BigInt(fraction.length);
    const value = BigInt(digits + fraction) * unit;
    if (value % scale !== 0n) return undefined;
    total = (total ?? 0n) + value / scale;
    rest = rest.slice(whole.length);
  }
  if (total === undefined || rest.trim() !== '') return undefined;
  return negative ? -total : total;
}

const units = new Map([
  ['ns', 1n],
  ['us', 1000n],
  ['µs', 1000n],
  ['μs', 1000n],
  ['ms', 1_000_000n],
  ['s', second],
  ['min', minute],
  ['m', minute],
  ['h', 60n * minute],
  ['d', 24n * 60n * minute],
]);

/** Nanoseconds since boot as the local time of day, `12:01:07.123456`. */
export function timestampText(value: number | bigint, bootTime: number): string {
  const micros = BigInt(Math.round(bootTime * 1000)) + BigInt(value) / 1000n;
  const date = new Date(Number(micros / 1000n));
  // Beyond what a date can be, it is no time.
  if (Number.isNaN(date.getTime())) return value.toString();
  const two = (part: number): string => part.toString().padStart(2, '0');
  const fraction = (((micros % 1_000_000n) + 1_000_000n) % 1_000_000n).toString().padStart(6, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${fraction}`;
}
