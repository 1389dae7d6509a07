/** The rows of the trace view in the file formats that all tables share. */
import type { ExportFormat, ExportRow } from '../table/exportFormats';
import type { ExportPiece } from '../table/exportPieces';
import { exportPieces } from '../table/exportPieces';
import type { RowSnapshot } from '../table/filteredRows';
import { parseTraceLine } from './parseLine';
import type { TraceStore } from './traceStore';

/** `lost` is the number of events that the kernel dropped at this place; its rows have little else. */
const columns = ['time', 'cpu', 'task', 'pid', 'tgid', 'flags', 'function', 'message', 'lost'] as const;

/**
 * The file in pieces, oldest row first. Rows that come while it is read are not in it, nor are those that make room
 * before their turn.
 */
export function exportTrace(
  store: TraceStore,
  rows: RowSnapshot,
  format: ExportFormat,
): Generator<ExportPiece> {
  const { first, end } = rows;
  const row = (position: number): ExportRow | undefined => {
    const sequence = rows.sequence(position);
    const line = sequence === undefined ? undefined : store.line(sequence);
    return line && exportRow(line.text, format);
  };
  return exportPieces(columns, { first, end, row }, format);
}

function exportRow(text: string, format: ExportFormat): ExportRow {
  if (format === 'text') return { text, values: [] };
  const entry = parseTraceLine(text);
  switch (entry.kind) {
    case 'event':
      return {
        text,
        values: [
          entry.time,
          entry.cpu,
          entry.task,
          entry.pid,
          entry.tgid,
          entry.flags,
          entry.function,
          entry.message,
        ],
      };
    case 'lost':
      return { text, values: [undefined, entry.cpu, ...none(6), entry.count ?? 'unknown'] };
    case 'other':
      return { text, values: [...none(7), entry.text] };
  }
}

function none(count: number): undefined[] {
  return Array.from({ length: count }, () => undefined);
}
