/** A column that knows how its values are made, so that they can be written as well as read. */
import { formatShape } from './formatValue';
import { formatOf, type Leaf } from './leaf';
import { hexBytes, textReader } from './leafText';
import { numberReader } from './readNumber';
import type { Part } from './memberPath';
import type { Shapes } from './shapes';
import type { ValueColumn, ValueFormat, ValueOptions } from './valueColumn';

export interface TypedColumn extends ValueColumn {
  /** Ways to show it that a user may choose from, the usual one first; fewer than two are no choice. */
  readonly formats: readonly ValueFormat[];
  /** Texts to choose from when it is edited: names of an enum. */
  readonly choices: readonly string[];
  readonly content: ColumnContent;
}

/** A list or struct that has but one column is shown, and written, as C. */
export type ColumnContent = Leaf | { shape: 'tree'; shapes: Shapes; part: Part };

export interface ColumnPlace {
  id: string;
  type: string;
  offset: number;
}

export function leafColumn(place: ColumnPlace, leaf: Leaf, options: ValueOptions): TypedColumn {
  const format = formatOf(leaf, options.formats?.[place.id]);
  const { offset } = place;
  const number = numberReader(leaf);
  const text = textReader(leaf, format, options);
  return {
    ...place,
    size: leaf.size,
    numeric: numericFormats.has(format),
    format,
    formats: leaf.formats,
    choices: format === 'enum' ? (leaf.names?.list() ?? []) : format === 'bool' ? ['false', 'true'] : [],
    content: leaf,
    number: (view, at) => number(view, at + offset),
    text: (view, at) => text(view, at + offset),
  };
}

const numericFormats = new Set<ValueFormat>(['number', 'hex', 'pointer', 'float', 'timestamp', 'duration']);

/** `size` is what the struct or list has in all. */
export function treeColumn(
  place: ColumnPlace,
  content: ColumnContent & { shape: 'tree' },
  size: number,
  options: ValueOptions,
): TypedColumn {
  const { offset } = place;
  const bytes = options.formats?.[place.id] === 'bytes';
  return {
    ...place,
    size,
    numeric: false,
    format: bytes ? 'bytes' : 'text',
    formats: ['text', 'bytes'],
    choices: [],
    content,
    number: () => undefined,
    text: (view, at) => {
      if (bytes) return hexBytes(view, at + offset, size);
      if (at + offset >= view.byteLength) return '';
      return formatShape(content.part.shape, view, at + offset, {}, longestCell);
    },
  };
}

/** In characters, or a little more. */
const longestCell = 250;
