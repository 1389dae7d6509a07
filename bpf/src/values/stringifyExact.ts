/** JSON with all digits of a bigint, as numbers; readers that care can have them. */
import type { Plain } from './readValue';

/** In one line. What JSON has no number for becomes a text: `"NaN"`, `"Infinity"`. */
export function stringifyExact(value: Plain): string {
  switch (typeof value) {
    case 'bigint':
      return value.toString();
    case 'number':
      if (Object.is(value, -0)) return '-0';
      return Number.isFinite(value) ? String(value) : `"${value}"`;
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map(stringifyExact).join(',')}]`;
      const members = Object.entries(value).map(
        ([name, each]) => `${JSON.stringify(name)}:${stringifyExact(each)}`,
      );
      return `{${members.join(',')}}`;
    }
    default:
      return JSON.stringify(value);
  }
}
