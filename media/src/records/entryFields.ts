/** What an entry's form asks for, and what of it is told the host. */
import type { RecordColumn, RecordRow, RecordShape } from '#protocol/recordPanel';

export interface EntryField {
  column: RecordColumn;
  /** What stands in it at first. */
  text: string;
}

export interface EntryFields {
  /** What tells the entry from others; it cannot be changed, for that would be another entry. */
  fixed: EntryField[];
  fields: EntryField[];
}

/** A new entry needs its whole key and what can be set of its value. */
export function addFields({ columns }: Pick<RecordShape, 'columns'>): EntryFields {
  return {
    fixed: [],
    fields: columns
      .filter(({ group, editable }) => group === 'key' || editable)
      .map((column) => ({ column, text: '' })),
  };
}

export function editFields({ columns }: Pick<RecordShape, 'columns'>, { cells }: RecordRow): EntryFields {
  const all = columns.map((column, index) => ({ column, text: cells[index] ?? '' }));
  return {
    fixed: all.filter(({ column }) => isFixed(column)),
    fields: all.filter(({ column }) => column.group !== 'key' && column.editable),
  };
}

function isFixed({ group, editable }: RecordColumn): boolean {
  return group === 'key' || (group === 'record' && !editable);
}

/** What tells the entry from others, as its cells show it. */
export function keyOf({ columns }: Pick<RecordShape, 'columns'>, { cells }: RecordRow): string[] {
  return cells.filter((_text, index) => {
    const column = columns[index];
    return column !== undefined && isFixed(column);
  });
}

/**
 * Only what the user changed: the rest of the entry may have become something else by now, and is not to be set back.
 */
export function changedValues(
  fields: readonly EntryField[],
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ column: { id }, text }) => {
      const value = values[id];
      return value === undefined || value === text ? [] : [[id, value]];
    }),
  );
}
