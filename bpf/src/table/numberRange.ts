/**
 * What a filter says of a number: `5`, `-3`, `0x1f`, `1.5`, `2-9`, `-5--1`, `>100`, `<=7`. JavaScript compares a
 * bigint with a number by what they are worth, so a test is exact for 64 bits and for fractions alike.
 */

/** Undefined for what is no number or range. */
export function numberRange(text: string): ((value: number | bigint) => boolean) | undefined {
  const groups = rangeForm.exec(text)?.groups;
  const from = literal(groups?.['from']);
  if (from === undefined || (groups?.['sign'] && groups['to'])) return undefined;
  switch (groups?.['sign']) {
    case '>':
      return (value) => value > from;
    case '>=':
      return (value) => value >= from;
    case '<':
      return (value) => value < from;
    case '<=':
      return (value) => value <= from;
  }
  const to = literal(groups?.['to']) ?? from;
  return (value) => value >= from && value <= to;
}

const number = String.raw`-?(?:0x[\da-f]+|\d+(?:\.\d+)?)`;

// >100  <=-7  or  5  2-9  -5--1  0x10-0x1f
const rangeForm = new RegExp(`^(?<sign>[<>]=?)?(?<from>${number})(?:-(?<to>${number}))?$`, 'i');

/** A number where that is exact, else a bigint. */
function literal(text: string | undefined): number | bigint | undefined {
  if (text === undefined) return undefined;
  const negative = text.startsWith('-');
  const digits = negative ? text.slice(1) : text;
  const value = Number(digits);
  if (!digits.includes('.') && !Number.isSafeInteger(value)) {
    const exact = BigInt(digits);
    return negative ? -exact : exact;
  }
  return negative ? -value : value;
}
