/**
 * Reads a value written as C's initialiser or as JSON: `{ .pid = 42, .slots = {1, [5] = 2} }`, `{"pid": 42}`. What is
 * not said is 0.
 */
import type { Btf } from '../btf/btf';
import { sizeOf } from '../btf/measure';
import { Shapes } from './shapes';
import type { ValueProblem } from './valueProblem';
import { parseShape } from './valueParser';

/** With problems, `bytes` has what could be read. `name` is the variable's, which may tell what its type leaves open. */
export function parseValue(
  btf: Btf,
  type: number,
  text: string,
  name = '',
): { bytes: Uint8Array; problems: ValueProblem[] } {
  const size = sizeOf(btf, type);
  if (size === undefined) return { bytes: new Uint8Array(), problems: [{ code: 'noSize' }] };
  if (size > largestValue)
    return { bytes: new Uint8Array(), problems: [{ code: 'tooLarge', size, most: largestValue }] };
  const bytes = new Uint8Array(size);
  const shapes = new Shapes(btf);
  const part = { shape: shapes.of(type, name), type, name, at: 0 };
  return { bytes, problems: parseShape(shapes, part, text, bytes, 'value') };
}

const largestValue = 16 * 1024 * 1024;
