/** The rows of the trace view in the file formats that all tables share. */
import type { ExportFormat, ExportRow } from '../table/exportFormats';
import { rowWriter } from '../table/exportFormats';
import { parseTraceLine } from './parseLine';
import type { RowSnapshot } from './traceRows';
import type { TraceStore } from './traceStore';

/** `lost` is the number of events that the kernel dropped at this place; its rows have little else. */
const columns = ['time', 'cpu', 'task', 'pid', 'tgid', 'flags', 'function', 'message', 'lost'] as const;

/** About so many characters are handed over at a time. */
const pieceLength = 64 * 1024;

/**
 * The file in pieces, oldest row first, each with the share of rows that is done. Rows that come while it is read are
 * not in it, nor are those that make room before their turn.
 */
export function* exportTrace(
  store: TraceStore,
  rows: RowSnapshot,
  format: ExportFormat,
): Generator<{ text: string; done: number }> {
  const writer = rowWriter(format, columns);
  const { first, end } = rows;
  let piece = writer.begin;
  for (let position = first; position < end; position++) {
    const sequence = rows.sequence(position);
    const line = sequence === undefined ? undefined : store.line(sequence);
    if (!line) continue;
    piece += writer.row(exportRow(line.text, format));
    if (piece.length < pieceLength) continue;
    yield { text: piece, done: (position + 1 - first) / (end - first) };
    piece = '';
  }
  yield { text: piece + writer.end, done: 1 };
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
