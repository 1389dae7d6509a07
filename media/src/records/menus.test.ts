import { describe, expect, it } from 'vitest';
import type { RecordColumn, RecordShape, RecordTexts } from '#protocol/recordPanel';
import { rowMenu, type RowActions } from './menus';

/** Each text is its own name. */
const texts = new Proxy({}, { get: (_target, name) => `${String(name)} {0}` }) as RecordTexts;

const column: RecordColumn = {
  id: 'value.bytes',
  title: 'bytes',
  type: 'u64',
  group: 'value',
  numeric: true,
  editable: true,
  link: false,
  formats: [
    { id: 'dec', label: 'Decimal' },
    { id: 'hex', label: 'Hex' },
  ],
  choices: [],
};

const nothing = {
  sort: true,
  edit: false,
  add: false,
  remove: false,
  refresh: false,
  parts: false,
  clear: false,
};

function shape(can: Partial<RecordShape['can']>): RecordShape {
  return {
    kind: 'map',
    title: 'counts',
    facts: [],
    columns: [column],
    can: { ...nothing, ...can },
    limits: [],
    foreign: null,
    recordTypes: [],
    recordType: null,
    histograms: [],
  };
}

function labels(can: Partial<RecordShape['can']>, cell: { column: RecordColumn; text: string } | undefined) {
  const done: string[] = [];
  const note =
    (name: string) =>
    (...values: unknown[]): void => {
      done.push([name, ...values].join(' '));
    };
  const actions: RowActions = {
    copyRows: note('copyRows'),
    copyCell: note('copyCell'),
    filter: note('filter'),
    edit: note('edit'),
    remove: note('remove'),
    parts: note('parts'),
    follow: note('follow'),
    draw: note('draw'),
    format: note('format'),
  };
  for (const item of rowMenu({ texts, shape: shape(can), filter: '', cell }, actions)) {
    if (item.kind === 'separator') done.push('—');
    else if (item.kind !== 'heading') item.run();
  }
  return done;
}

describe('the menu of a row', () => {
  it('offers only what can be done', () => {
    expect(labels({}, undefined)).toEqual(['copyRows']);
  });

  it('offers everything on a number that can be changed', () => {
    expect(labels({ edit: true, remove: true, parts: true }, { column, text: '42' })).toEqual([
      'edit value.bytes',
      'remove',
      'parts',
      'draw value.bytes',
      '—',
      'copyRows',
      'copyCell value.bytes',
      '—',
      'filter value.bytes:42',
      'filter !value.bytes:42',
      '—',
      'format value.bytes dec',
      'format value.bytes hex',
    ]);
  });

  it('follows a link, unless there is nothing in the cell', () => {
    const link = { ...column, numeric: false, link: true, formats: [] };
    expect(labels({}, { column: link, text: 'inner' })[0]).toBe('follow value.bytes');
    expect(labels({}, { column: link, text: '' })).toEqual(['copyRows', 'copyCell value.bytes']);
  });
});
