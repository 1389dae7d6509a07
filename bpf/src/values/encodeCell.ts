/** One cell's text into the bytes of its column. */
import { bytesLeaf } from './bytesColumns';
import { encodeLeaf, type Literal } from './encodeLeaf';
import type { Leaf } from './leaf';
import { parseShape } from './valueParser';
import type { TypedColumn } from './typedColumn';
import type { ValueColumn, ValueFormat } from './valueColumn';
import type { ValueProblem } from './valueProblem';

/**
 * `bytes` has `column.size` bytes, for `column.offset`; with a problem it is empty. `present` is the whole key or value
 * as it stands now: a bit-field shares its bytes with others, and a text that is as it was shown changes nothing.
 */
export function encodeCell(
  column: ValueColumn,
  text: string,
  present: Uint8Array = new Uint8Array(),
): { bytes: Uint8Array; problems: ValueProblem[] } {
  if (!isTyped(column)) return { bytes: new Uint8Array(), problems: [{ code: 'notEditable' }] };
  const own = new Uint8Array(column.size);
  own.set(present.subarray(column.offset, column.offset + column.size));
  const complete = present.length >= column.offset + column.size;
  const view = new DataView(present.buffer, present.byteOffset, present.byteLength);
  if (complete && text === column.text(view, 0)) return { bytes: own, problems: [] };
  const { content } = column;
  if (content.shape === 'leaf') return encoded(content, column.format, text, own);
  if (column.format === 'bytes') return encoded(bytesLeaf(column.size), 'bytes', text, own);
  const problems = parseShape(content.shapes, content.part, text, own, 'cell');
  return { bytes: problems.length > 0 ? new Uint8Array() : own, problems };
}

function isTyped(column: ValueColumn): column is TypedColumn {
  return 'content' in column;
}

function encoded(
  leaf: Leaf,
  format: ValueFormat,
  text: string,
  present: Uint8Array,
): { bytes: Uint8Array; problems: ValueProblem[] } {
  const result = encodeLeaf(leaf, format, cellLiteral(leaf, format, text), present);
  return 'bytes' in result
    ? { bytes: result.bytes, problems: [] }
    : { bytes: new Uint8Array(), problems: [result.fault] };
}

/** A text needs no quotes in a cell of its own, and keeps its blanks; anything else may stand in quotes as well. */
function cellLiteral(leaf: Leaf, format: ValueFormat, text: string): Literal {
  const trimmed = text.trim();
  const quoted = /^(["'])(.*)\1$/s.exec(trimmed);
  const inner = quoted?.[2] ?? '';
  if (format === 'text' && leaf.kind !== 'int') {
    return quoted?.[1] === '"' ? { text: inner, style: 'string' } : { text, style: 'string' };
  }
  if (!quoted) {
    const character = format === 'text' && trimmed.length === 1 && !/\d/.test(trimmed);
    return { text: trimmed, style: character ? 'char' : 'bare' };
  }
  return { text: inner, style: quoted[1] === '"' ? 'string' : 'char' };
}
