/** How the filter box looks at a column of a map or of events. */
import type { FilterColumn } from '../table/filterExpression';
import type { ValueFormat } from '../values/valueColumn';

/** What is shown as a plain number is looked for as one; names, times and truths by either; all else as text. */
export function filterColumn({ id, format }: { id: string; format: ValueFormat }): FilterColumn {
  return { id, kind: kinds.get(format) ?? 'text' };
}

const kinds = new Map<ValueFormat, FilterColumn['kind']>([
  ['number', 'number'],
  ['hex', 'number'],
  ['float', 'number'],
  ['enum', 'named'],
  ['bool', 'named'],
  ['pointer', 'named'],
  ['timestamp', 'named'],
  ['duration', 'named'],
]);
