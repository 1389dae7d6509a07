/**
 * The columns of a BTF type: structs are flattened, members of anonymous ones count as the outer one's, each member of a
 * union has a column, short lists one for each element. What is left of very wide types is shown as bytes.
 */
import type { Btf } from '../btf/btf';
import { sizeOf } from '../btf/measure';
import { ColumnFinder, type ColumnProblem } from './columnFinder';
import { Shapes } from './shapes';
import type { TypedColumn } from './typedColumn';
import type { ValueFormat, ValueOptions } from './valueColumn';

export type ColumnSide = 'key' | 'value' | 'record';

export function columnsOf(
  btf: Btf,
  type: number,
  side: ColumnSide,
  options: ValueOptions = {},
): { columns: TypedColumn[]; problems: ColumnProblem[] } {
  const shapes = new Shapes(btf);
  const size = sizeOf(btf, type) ?? 0;
  const shape = shapes.of(type, side);
  const finder = new ColumnFinder(shapes, options, size);
  if (shape.shape === 'struct') finder.members(shape, '', 0, 0);
  else finder.add(shape, { id: side, name: side, type, bits: 0, offset: 0 }, 0);
  if (finder.columns.length === 0 && finder.problems.length === 0 && size > 0) finder.rest(0, size);
  return { columns: finder.columns, problems: finder.problems };
}

/** Of one variable of a section; offsets count from the section's start. */
export function variableColumns(
  shapes: Shapes,
  variable: { id: string; type: number; offset: number },
  options: ValueOptions,
): TypedColumn[] {
  const size = sizeOf(shapes.btf, variable.type) ?? 0;
  const finder = new ColumnFinder(shapes, options, variable.offset + size);
  finder.add(shapes.of(variable.type, variable.id), { ...variable, name: variable.id, bits: 0 }, 0);
  return finder.columns;
}

/** The formats that a user may choose from for a value of this type; `name` is the member that holds it. */
export function formatsFor(btf: Btf, type: number, name: string): readonly ValueFormat[] {
  const shape = new Shapes(btf).of(type, name);
  return shape.shape === 'leaf' ? shape.formats : shape.shape === 'none' ? [] : ['text', 'bytes'];
}
