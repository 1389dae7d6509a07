/** The slots of a per-CPU entry, one line for each CPU. */
import { html, type TemplateResult } from 'lit';
import type { RecordColumn, RecordPart, RecordShape } from '#protocol/recordPanel';
import { fill } from '../texts';
import { drawerSection } from './drawerSection';
import type { Setup } from './setup';

export interface EntryParts {
  /** The entry's key, as text. */
  entry: string;
  /** Undefined until they came, empty when the entry is gone. */
  parts: RecordPart[] | undefined;
}

export function partsView(
  { texts }: Setup,
  shape: RecordShape,
  { entry, parts: known }: EntryParts,
  close: () => void,
): TemplateResult {
  const parts = known ?? [];
  const columns = partColumns(shape, parts);
  const title = fill(texts.partsHeading, entry);
  return drawerSection({
    className: 'parts',
    label: title,
    title,
    closeLabel: texts.close,
    close,
    content:
      parts.length === 0
        ? html`<p class="drawer-note">${known ? texts.goneRow : ''}</p>`
        : html`<table class="parts-table">
            <thead>
              <tr>
                <th></th>
                ${columns.map(({ column }) => html`<th class=${side(column)} scope="col">${column.title}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${parts.map(
                ({ label, cells }) =>
                  html`<tr>
                    <th scope="row">${label}</th>
                    ${columns.map(({ column, index }) => html`<td class=${side(column)}>${cells[index] ?? ''}</td>`)}
                  </tr>`,
              )}
            </tbody>
          </table>`,
  });
}

function side({ numeric }: RecordColumn): string {
  return numeric ? 'number' : '';
}

/**
 * The columns of a value, and where their texts stand in a part: it has a text for each column of the table, or for
 * each of the value only.
 */
export function partColumns(
  { columns }: Pick<RecordShape, 'columns'>,
  parts: readonly RecordPart[],
): { column: RecordColumn; index: number }[] {
  const all = columns.map((column, index) => ({ column, index }));
  const ofValue = all.filter(({ column }) => column.group === 'value');
  const whole = parts.some(({ cells }) => cells.length > ofValue.length);
  return whole ? ofValue : ofValue.map(({ column }, index) => ({ column, index }));
}
