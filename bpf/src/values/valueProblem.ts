/** What is wrong with a text that is to become bytes, as a code with what a sentence about it needs. */

export type ValueProblem = ValueFault & {
  /** Where in the text, in UTF-16 units; absent for a cell, which is wrong as a whole. */
  at?: number;
};

export type ValueFault =
  | {
      code: 'notANumber' | 'notAFloat' | 'notABool' | 'notACharacter' | 'notBytes' | 'notADuration';
      text: string;
    }
  | { code: 'outOfRange'; text: string; min: bigint | number; max: bigint | number }
  /** No enumerator of that name; `names` are some that there are. */
  | { code: 'unknownName'; text: string; names: string[] }
  | { code: 'notAnAddress'; text: string; want: 'ipv4' | 'ipv6' | 'mac' }
  /** `192.0.2.0/24`; `most` is the largest length of the prefix. */
  | { code: 'notAPrefix'; text: string; want: 'ipv4' | 'ipv6'; most: number }
  /** More bytes than there is room for. */
  | { code: 'textTooLong'; given: number; most: number }
  /** Bytes must be given all, or end with `…` to leave the others as they are. */
  | { code: 'wrongLength'; given: number; want: number }
  /** More elements than the list has, or values than the struct has members. */
  | { code: 'tooMany'; most: number }
  | { code: 'badEscape'; text: string }
  | { code: 'unknownMember'; text: string; names: string[] }
  /** Text needs quotes; a struct or list needs braces; a number must have none. */
  | { code: 'wantsQuotes' | 'wantsBraces' | 'noBraces'; text: string }
  | { code: 'unexpected'; text: string }
  /** A quote, brace or parenthesis that is not closed; or nothing at all. */
  | { code: 'unterminated' | 'empty' }
  /** `…` stands for bytes that only a value at hand could give. */
  | { code: 'cut' }
  | { code: 'deep' }
  /** Larger than what is written as text. */
  | { code: 'tooLarge'; size: number; most: number }
  /** The type has no values, or its members lie outside of it. */
  | { code: 'noSize' | 'outside' }
  /** A column that was not made from a type. */
  | { code: 'notEditable' };

/** Some names for a sentence that says which there are. */
export function someNames(names: readonly string[]): string[] {
  return names.slice(0, mostNames);
}

const mostNames = 20;
