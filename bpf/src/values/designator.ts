/** What says where in a struct or list a value goes: `.pid =`, `.addr.s_addr =`, `"pid":`, `pid:`, `[3] =`. */
import { findMember } from './memberPath';
import type { StructShape } from './shapes';
import type { ValueText } from './valueText';

/** The names and indexes of the way, taken from the text; undefined for a value that goes to the next member. */
export function memberDesignator(text: ValueText, struct: StructShape): string[] | undefined {
  const match = text.match(assigned) ?? text.match(quoted) ?? plainKey(text, struct);
  if (!match) return undefined;
  const steps = (match[2] ?? '').split(/[.[\]]+/).filter((name) => name !== '');
  return [match[1] ?? '', ...steps];
}

const assigned = /\.?\s*([A-Za-z_$][\w$]*)((?:\.[\w$]+|\[\w+\])*)\s*=(?!=)/y;
const quoted = /"([^"\\.[\]]*)((?:\.[\w$]+|\[\w+\])*)"\s*:/y;
const plain = /([A-Za-z_$][\w$]*)((?:\.[\w$]+|\[\w+\])*)\s*:(?!:)/y;

/** A name without quotes may also be the start of an address: `fe80:1::`. */
function plainKey(text: ValueText, struct: StructShape): RegExpExecArray | undefined {
  const start = text.at;
  const match = text.match(plain);
  const [, name = ''] = match ?? [];
  if (match && (findMember(struct, name) || !/^[\da-f]{1,4}$/i.test(name))) return match;
  text.at = start;
  return undefined;
}

/** `[3] =` and GNU's `[1 ... 3] =`. */
export function indexDesignator(text: ValueText): { first: number; last: number } | undefined {
  const match = text.match(/\[\s*(\d{1,12})\s*(?:\.\.\.\s*(\d{1,12})\s*)?\]\s*=/y);
  if (!match) return undefined;
  const first = Number(match[1]);
  return { first, last: match[2] === undefined ? first : Number(match[2]) };
}
