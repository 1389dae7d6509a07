/** The rows of a map's table in the file formats that all tables share. */
import type { ExportFormat, ExportRow, ExportValue } from '../table/exportFormats';
import type { ExportPiece } from '../table/exportPieces';
import { exportPieces } from '../table/exportPieces';
import type { ValueFormat } from '../values/valueColumn';
import type { EntryStore } from './entryStore';
import type { MapCells } from './mapCells';
import type { MapColumn } from './mapColumns';

/** Entries that leave before their turn are left out. */
export function exportMap(
  entries: EntryStore,
  cells: MapCells,
  columns: readonly MapColumn[],
  slots: Uint32Array,
  format: ExportFormat,
): Generator<ExportPiece> {
  const { births } = entries.slots;
  const row = (position: number): ExportRow | undefined => {
    const slot = slots[position];
    if (slot === undefined || entries.isOther(slot, births)) return undefined;
    const texts = columns.map((column) => cells.text(slot, column));
    const value = (column: MapColumn, index: number): ExportValue =>
      isExportedAsNumber(column) ? cells.number(slot, column) : texts[index];
    return { text: texts.join('\t'), values: format === 'text' ? [] : columns.map(value) };
  };
  return exportPieces(
    columns.map((column) => column.id),
    { first: 0, end: slots.length, row },
    format,
  );
}

/** What a person chose to see as a name, a time or in hex is written as it is seen. */
export function isExportedAsNumber({ numeric, format }: { numeric: boolean; format: ValueFormat }): boolean {
  return numeric && (format === 'number' || format === 'float');
}
