/** Integers as C and people write them: `42`, `-1`, `0x2a`, `0b101`, `0o17`, `017`, `1_000`, `42ULL`. */

export interface ParsedNumber {
  value: bigint;
  /** Written as bits are: `0xff` may stand for -1 in a signed byte. */
  pattern: boolean;
}

export function parseNumber(text: string): ParsedNumber | undefined {
  // The time to read digits grows with their square, and 128 bits have no more than these.
  if (text.length > longest) return undefined;
  const match = form.exec(text);
  if (!match) return undefined;
  const [, sign, hex, binary, octal, digits] = match;
  const plain = (part: string): string => part.replaceAll('_', '');
  const literal =
    hex !== undefined
      ? `0x${plain(hex)}`
      : binary !== undefined
        ? `0b${plain(binary)}`
        : octal !== undefined
          ? `0o${plain(octal)}`
          : plain(digits ?? '');
  if (literal.length === 2 && /^0[xbo]/.test(literal)) return undefined;
  const value = BigInt(literal);
  return { value: sign === '-' ? -value : value, pattern: digits === undefined && sign !== '-' };
}

const longest = 200;

const form =
  /^([-+]?)(?:0[xX]([\da-fA-F_]+)|0[bB]([01_]+)|0[oO]?([0-7_]+)|(0|[1-9][\d_]*))(?:[uU]?[lL]{0,2}|[lL]{1,2}[uU])$/;
