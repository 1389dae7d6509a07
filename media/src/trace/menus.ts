/** The trace view's two menus: on a row, and for columns and time. */
import { withCondition } from '#bpf/table/filterEdit';
import type { TimeMode, TracePanelSettings, TraceRow, TraceTexts } from '#protocol/tracePanel';
import { columnItems } from '../panel/columnItems';
import type { MenuItem } from '../table/popupMenu';
import { fill } from '../texts';
import { columnIds } from './traceColumns';

const timeModes: readonly TimeMode[] = ['absolute', 'relative', 'delta'];

export function columnsMenu(
  texts: TraceTexts,
  settings: TracePanelSettings,
  change: (settings: TracePanelSettings) => void,
): MenuItem[] {
  const columns = columnIds.map((id) => ({ id, title: texts.columns[id] }));
  return [
    ...columnItems(texts.columnsHeading, columns, settings.hidden, (hidden) =>
      change({ ...settings, hidden }),
    ),
    { kind: 'separator' },
    { kind: 'heading', label: texts.timeHeading },
    ...timeModes.map((time): MenuItem => {
      const checked = settings.time === time;
      return {
        kind: 'radio',
        label: texts.timeModes[time],
        checked,
        run: () => change({ ...settings, time }),
      };
    }),
  ];
}

export interface RowActions {
  open: () => void;
  copy: () => void;
  filter: (text: string) => void;
}

export function rowMenu(texts: TraceTexts, filter: string, row: TraceRow, actions: RowActions): MenuItem[] {
  const only = (['pid', 'task', 'cpu', 'function'] as const).flatMap((column): MenuItem[] => {
    const value = row[column];
    if (value === undefined || value === '') return [];
    return [
      {
        kind: 'item',
        label: fill(texts.filterBy, texts.columns[column], String(value)),
        run: () => actions.filter(withCondition(filter, column, value)),
      },
    ];
  });
  return [
    { kind: 'item', label: texts.goToPrintk, keys: 'Enter', run: actions.open },
    { kind: 'item', label: texts.copyRows, keys: 'Ctrl+C', run: actions.copy },
    ...(only.length > 0 ? [{ kind: 'separator' } as const, ...only] : []),
  ];
}
