/** A table as a file, in pieces: whoever writes them can show how far it is, stop, and let other work have its turn. */
import type { ExportFormat, ExportRow } from './exportFormats';
import { rowWriter } from './exportFormats';

/** About so many characters are handed over at a time. */
const pieceLength = 64 * 1024;

export interface ExportedRows {
  first: number;
  end: number;
  /** Undefined for a row that had to make room since. */
  row(position: number, format: ExportFormat): ExportRow | undefined;
}

export interface ExportPiece {
  text: string;
  /** Share of the rows that is done, from 0 to 1. */
  done: number;
}

export function* exportPieces(
  columns: readonly string[],
  rows: ExportedRows,
  format: ExportFormat,
): Generator<ExportPiece> {
  const writer = rowWriter(format, columns);
  const { first, end } = rows;
  let piece = writer.begin;
  for (let position = first; position < end; position++) {
    const row = rows.row(position, format);
    if (!row) continue;
    piece += writer.row(row);
    if (piece.length < pieceLength) continue;
    yield { text: piece, done: (position + 1 - first) / (end - first) };
    piece = '';
  }
  yield { text: piece + writer.end, done: 1 };
}
