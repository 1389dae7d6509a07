/** The page's menus: on a cell, for the columns and for the choice of a histogram. */
import { withCondition, withoutValue } from '#bpf/table/filterEdit';
import type { RecordColumn, RecordPanelSettings, RecordShape, RecordTexts } from '#protocol/recordPanel';
import { columnItems } from '../panel/columnItems';
import type { MenuItem } from '../table/popupMenu';
import { fill } from '../texts';

export interface RowActions {
  copyRows(): void;
  copyCell(column: string): void;
  filter(text: string): void;
  edit(column: string | undefined): void;
  remove(): void;
  parts(): void;
  follow(column: string): void;
  draw(column: string): void;
  format(column: string, format: string): void;
}

export interface RowMenu {
  texts: RecordTexts;
  shape: RecordShape;
  filter: string;
  /** What the menu is on; undefined when it is on a whole row. */
  cell: { column: RecordColumn; text: string } | undefined;
}

export function rowMenu({ texts, shape, filter, cell }: RowMenu, actions: RowActions): MenuItem[] {
  const { can } = shape;
  const column = cell?.column;
  const link = column?.link && cell?.text !== '' ? column : undefined;
  return joined([
    [
      item(link, texts.followLink, (to) => actions.follow(to.id), 'Enter'),
      item(can.edit || undefined, texts.edit, () => actions.edit(column?.id), 'F2'),
      item(can.remove || undefined, texts.remove, () => actions.remove(), 'Delete'),
      item(can.parts || undefined, texts.parts, () => actions.parts()),
      item(column?.numeric ? column : undefined, texts.chart, (of) => actions.draw(of.id)),
    ],
    [
      item(true, texts.copyRow, () => actions.copyRows(), 'Ctrl+C'),
      item(column, texts.copyCell, (of) => actions.copyCell(of.id)),
    ],
    cell && cell.text !== '' ? filterItems(texts, filter, cell, actions) : [],
    column ? formatItems(texts, column, actions) : [],
  ]);
}

function filterItems(
  texts: RecordTexts,
  filter: string,
  { column, text }: NonNullable<RowMenu['cell']>,
  actions: RowActions,
): MenuItem[] {
  const shown = text.length > 30 ? `${text.slice(0, 30)}…` : text;
  return [
    {
      kind: 'item',
      label: fill(texts.filterByCell, column.title, shown),
      run: () => actions.filter(withCondition(filter, column.id, text)),
    },
    {
      kind: 'item',
      label: fill(texts.filterOutCell, column.title, shown),
      run: () => actions.filter(withoutValue(filter, column.id, text)),
    },
  ];
}

/** The first format is the present one. */
function formatItems(
  texts: RecordTexts,
  { id, title, formats }: RecordColumn,
  actions: RowActions,
): MenuItem[] {
  if (formats.length < 2) return [];
  return [
    { kind: 'heading', label: fill(texts.formatHeading, title) },
    ...formats.map((format, index): MenuItem => ({
      kind: 'radio',
      label: format.label,
      checked: index === 0,
      run: () => actions.format(id, format.id),
    })),
  ];
}

export function columnsMenu(
  texts: RecordTexts,
  { columns }: RecordShape,
  settings: RecordPanelSettings,
  change: (settings: RecordPanelSettings) => void,
): MenuItem[] {
  return columnItems(texts.columnsHeading, columns, settings.hidden, (hidden) =>
    change({ ...settings, hidden }),
  );
}

export function histogramMenu(
  texts: RecordTexts,
  { histograms }: RecordShape,
  shown: string | null,
  choose: (column: string | null) => void,
): MenuItem[] {
  const choices = [{ column: null, title: texts.histogramNone }, ...histograms];
  return [
    { kind: 'heading', label: texts.histogram },
    ...choices.map(({ column, title }): MenuItem => ({
      kind: 'radio',
      label: title,
      checked: column === shown,
      run: () => choose(column),
    })),
  ];
}

/** Nothing where there is nothing that it could be done with. */
function item<On>(
  on: On | undefined,
  label: string,
  run: (on: On) => void,
  keys?: string,
): MenuItem | undefined {
  if (on === undefined) return undefined;
  return { kind: 'item', label, run: () => run(on), ...(keys === undefined ? {} : { keys }) };
}

/** A line between groups that are not empty. */
function joined(groups: readonly (readonly (MenuItem | undefined)[])[]): MenuItem[] {
  return groups
    .map((group) => group.filter((one) => one !== undefined))
    .filter((group) => group.length > 0)
    .flatMap((group, index) => (index === 0 ? group : [{ kind: 'separator' } as const, ...group]));
}
