import { expect, it } from 'vitest';
import type { RecordColumn } from '#protocol/recordPanel';
import { addFields, changedValues, editFields, keyOf } from './entryFields';

function column(id: string, group: RecordColumn['group'], editable: boolean): RecordColumn {
  return { id, title: id, type: '', group, numeric: false, editable, link: false, formats: [], choices: [] };
}

const columns = [
  column('pid', 'key', false),
  column('state', 'value', true),
  column('lock', 'value', false),
  column('rate', 'rate', false),
];
const row = { position: 0, cells: ['42', 'IDLE', '0', '1.5'] };
const ids = (fields: { column: RecordColumn }[]) => fields.map((field) => field.column.id);

it('asks for the key of a new entry', () => {
  expect(ids(addFields({ columns }).fields)).toEqual(['pid', 'state']);
});

it('shows the key of an entry that is there, and asks for what can be changed', () => {
  const { fixed, fields } = editFields({ columns }, row);
  expect(ids(fixed)).toEqual(['pid']);
  expect(keyOf({ columns }, row)).toEqual(['42']);
  expect(fields).toEqual([{ column: columns[1], text: 'IDLE' }]);
});

it('shows the name of a variable', () => {
  const variable = [column('name', 'record', false), column('value', 'value', true)];
  const { fixed, fields } = editFields({ columns: variable }, { position: 0, cells: ['limit', '10'] });
  expect([ids(fixed), ids(fields)]).toEqual([['name'], ['value']]);
  expect(keyOf({ columns: variable }, { position: 0, cells: ['limit', '10'] })).toEqual(['limit']);
});

it('tells only what was changed', () => {
  const { fields } = editFields({ columns }, row);
  expect(changedValues(fields, { state: 'IDLE' })).toEqual({});
  expect(changedValues(fields, { state: 'BUSY' })).toEqual({ state: 'BUSY' });
});
