/** Arithmetic on numbers that are a bigint where they have to be: nothing is rounded that came as a whole number. */

export type ExactNumber = number | bigint;

export function sum(a: ExactNumber, b: ExactNumber): ExactNumber {
  if (typeof a === 'number' && typeof b === 'number') {
    const result = a + b;
    if (Number.isSafeInteger(result) || !Number.isInteger(a) || !Number.isInteger(b)) return result;
  }
  return fractional(a) || fractional(b) ? Number(a) + Number(b) : whole(BigInt(a) + BigInt(b));
}

export function difference(a: ExactNumber, b: ExactNumber): ExactNumber {
  return sum(a, -b);
}

/** Below 0 when `a` is less, above when it is more. JavaScript compares the two kinds by what they are worth. */
export function compareNumbers(a: ExactNumber, b: ExactNumber): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function fractional(value: ExactNumber): boolean {
  return typeof value === 'number' && !Number.isInteger(value);
}

/** One kind for one value, so that whoever compares two of ours need not care. */
function whole(value: bigint): ExactNumber {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
