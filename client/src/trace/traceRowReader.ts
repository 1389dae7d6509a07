/** Reads the rows of a window of the trace view: parsed lines with their times relative to the run and the row before. */
import type { TraceEntry } from '#bpf/trace/parseLine';
import { parseTraceLine } from '#bpf/trace/parseLine';
import type { RowSnapshot } from '#bpf/table/filteredRows';
import type { TraceStore } from '#bpf/trace/traceStore';
import type { TraceRow } from '#protocol/tracePanel';
import type { TraceRuns } from './traceRuns';

/** The rows at `[start, start + count)` that exist, in order. */
export function readRows(
  store: TraceStore,
  rows: RowSnapshot,
  runs: TraceRuns,
  start: number,
  count: number,
): TraceRow[] {
  const from = Math.max(rows.first, start);
  const to = Math.min(rows.end, start + count);
  const read: TraceRow[] = [];
  let before = microseconds(entryAt(store, rows, from - 1)?.entry);
  for (let position = from; position < to; position++) {
    const found = entryAt(store, rows, position);
    if (!found) continue;
    const now = microseconds(found.entry);
    const row = traceRow(position, found.run, found.entry);
    const began = runs.byNumber(found.run)?.start;
    if (now !== undefined && began !== undefined) row.relative = now - began;
    if (now !== undefined && before !== undefined) row.delta = now - before;
    before = now ?? before;
    read.push(row);
  }
  return read;
}

function entryAt(
  store: TraceStore,
  rows: RowSnapshot,
  position: number,
): { entry: TraceEntry; run: number } | undefined {
  if (position < rows.first) return undefined;
  const sequence = rows.sequence(position);
  const line = sequence === undefined ? undefined : store.line(sequence);
  return line && { entry: parseTraceLine(line.text), run: line.run };
}

function microseconds(entry: TraceEntry | undefined): number | undefined {
  return entry?.kind === 'event' ? entry.microseconds : undefined;
}

function traceRow(position: number, run: number, entry: TraceEntry): TraceRow {
  const row: TraceRow = {
    position,
    kind: entry.kind,
    run,
    time: '',
    task: '',
    flags: '',
    function: '',
    message: '',
  };
  switch (entry.kind) {
    case 'event': {
      const { time, cpu, task, pid, flags, message } = entry;
      return { ...row, time, cpu, task, pid, flags, function: entry.function, message };
    }
    case 'lost':
      return { ...row, cpu: entry.cpu, ...(entry.count === undefined ? {} : { lost: entry.count }) };
    case 'other':
      return { ...row, message: entry.text };
  }
}
