/** The columns of a map's table: of its keys, of its values, and how fast values count that the user asked for. */
import type { ValueColumn, ValueFormat } from '../values/valueColumn';
import type { MapLayout } from './mapLayout';

export type MapGroup = 'key' | 'value' | 'rate';

export interface MapColumn {
  /** Unlike any other in the table: a key's and a value's member of one name are `key.pid` and `value.pid`. */
  id: string;
  /** C's name of the type; of a rate, that of what is counted. */
  type: string;
  group: MapGroup;
  numeric: boolean;
  format: ValueFormat;
  /** What the cell is read with. */
  value: ValueColumn;
}

/** Columns that reach out of the key or value are left out: the type is not what is there. */
export function mapColumns(
  layout: MapLayout,
  keys: readonly ValueColumn[],
  values: readonly ValueColumn[],
): MapColumn[] {
  const keyIds = new Set(keys.map((column) => column.id));
  const valueIds = new Set(values.map((column) => column.id));
  const of = (column: ValueColumn, group: 'key' | 'value'): MapColumn => {
    const { type, numeric, format } = column;
    const both = keyIds.has(column.id) && valueIds.has(column.id);
    return { id: both ? `${group}.${column.id}` : column.id, type, group, numeric, format, value: column };
  };
  const within = (size: number) => (column: ValueColumn) => column.offset + column.size <= size;
  return [
    ...keys.filter(within(layout.keySize)).map((column) => of(column, 'key')),
    ...values.filter(within(layout.valueSize)).map((column) => of(column, 'value')),
  ];
}

/** `packets/s` */
export function rateColumn(counter: MapColumn): MapColumn {
  return { ...counter, id: `${counter.id}/s`, group: 'rate', numeric: true, format: 'float' };
}

/** Numbers that can be added up and can count something. Addresses and moments are none. */
export function canCount({ group, numeric, format }: MapColumn): boolean {
  return group === 'value' && numeric && countable.has(format);
}

const countable = new Set<ValueFormat>(['number', 'hex', 'float', 'duration']);
