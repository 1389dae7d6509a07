import { describe, expect, it } from 'vitest';
import { parseFilter } from '../table/filterExpression';
import type { RecordShape } from './eventColumns';
import { EventStore } from './eventStore';
import { EventTable } from './eventTable';
import { numberColumn, textColumn } from './sampleColumns';

/** `struct event { __u32 pid; __u64 bytes (packed); char comm[8]; }` */
const shape: RecordShape = {
  columns: [numberColumn('pid', '__u32', 0), numberColumn('bytes', '__u64', 4), textColumn('comm', 12, 8)],
  size: 20,
  source: 'ringbuf',
};

interface Event {
  pid: number;
  bytes: bigint;
  comm: string;
  cpu?: number;
  time?: bigint;
  /** Of the record; 20 without. */
  length?: number;
}

function batchOf(events: readonly Event[]): Uint8Array {
  const records = events.map(({ pid, bytes, comm, cpu = -1, time = 0n, length = 20 }) => {
    const view = new DataView(new ArrayBuffer(16 + Math.max(20, length)));
    view.setUint32(0, length, true);
    view.setInt32(4, cpu, true);
    view.setBigUint64(8, time, true);
    view.setUint32(16, pid, true);
    view.setBigUint64(20, bytes, true);
    for (let at = 0; at < comm.length; at++) view.setUint8(28 + at, comm.charCodeAt(at));
    return [...new Uint8Array(view.buffer, 0, 16 + length)];
  });
  return new Uint8Array(records.flat());
}

const some: Event[] = [
  { pid: 12, bytes: 5n, comm: 'bash' },
  { pid: 13, bytes: 18446744073709551615n, comm: 'sshd' },
  { pid: 14, bytes: 18446744073709551614n, comm: 'bash' },
];

function open(events = some, as = shape, records = 1000): { store: EventStore; table: EventTable } {
  const store = new EventStore({ records, bytes: 1 << 24 });
  const table = new EventTable(store, as);
  store.add(batchOf(events), events.length, 0);
  return { store, table };
}

function shown(table: EventTable): string[] {
  return table
    .rows(table.first, table.end)
    .map(({ cells, lost }) => (lost ? `lost ${lost}` : cells.join(' ')));
}

function filter(table: EventTable, text: string): void {
  const { filter: expression, problems } = parseFilter(text, table.filterColumns);
  expect(problems).toEqual([]);
  table.setFilter(expression);
  table.advance(() => false);
}

describe('EventTable', () => {
  it('shows records by their type', () => {
    const { table } = open();
    expect(table.columns.map(({ id }) => id)).toEqual(['pid', 'bytes', 'comm']);
    expect(shown(table)).toEqual([
      '12 5 bash',
      '13 18446744073709551615 sshd',
      '14 18446744073709551614 bash',
    ]);
    expect(table.row(3)).toBeUndefined();
    expect(table.record(0)).toEqual(batchOf(some).slice(16, 36));
  });

  it('has columns for CPU and time once they are told, under names of their own', () => {
    const { store, table } = open();
    store.add(batchOf([{ pid: 1, bytes: 0n, comm: '', cpu: 3, time: 829_695_787_123n }]), 1, 0);
    expect(table.columns.map(({ id }) => id)).toEqual(['time', 'cpu', 'pid', 'bytes', 'comm']);
    expect(table.row(0)?.cells).toEqual(['', '', '12', '5', 'bash']);
    expect(table.row(3)?.cells).toEqual(['829.695787123', '3', '1', '0', '']);
    filter(table, 'cpu:3');
    expect(table.end).toBe(1);
    table.setShape({
      ...shape,
      columns: [numberColumn('cpu', '__u32', 0), numberColumn('time', '__u64', 4)],
    });
    expect(table.columns.map(({ id }) => id)).toEqual(['event.time', 'event.cpu', 'cpu', 'time']);
    table.setShape({ ...shape, timeText: (time) => `at ${String(time)}` });
    expect(table.row(3)?.cells[0]).toBe('at 829695787123');
  });

  it('leaves empty what a short record lacks, and marks what a long one has beyond its type', () => {
    const lengths = [20, 16, 14, 12, 4, 3, 0, 25];
    const { table } = open(lengths.map((length) => ({ pid: 7, bytes: 8n, comm: 'kworker', length })));
    expect(table.rows(0, 9).map(({ cells }) => cells.join(','))).toEqual([
      '7,8,kworker,',
      '7,8,kwor,',
      '7,8,kw,',
      '7,8,,',
      '7,,,',
      ',,,',
      ',,,',
      '7,8,kworker,+5 bytes',
    ]);
    filter(table, 'rest:>0');
    expect(table.end).toBe(1);
    filter(table, '!bytes:8');
    expect(table.end).toBe(3);
  });

  it('does not mark the padding of perf buffers', () => {
    const { store, table } = open([{ pid: 1, bytes: 1n, comm: 'x', length: 27 }], {
      ...shape,
      source: 'perf',
    });
    expect(table.columns.map(({ id }) => id)).toEqual(['pid', 'bytes', 'comm']);
    store.add(batchOf([{ pid: 1, bytes: 1n, comm: 'x', length: 28 }]), 1, 0);
    expect(table.rows(0, 2).map(({ cells }) => cells[3])).toEqual(['', '+8 bytes']);
  });

  it('decodes as another type when told', () => {
    const { table } = open();
    filter(table, 'pid:12');
    table.setShape({ ...shape, columns: [numberColumn('low', '__u8', 0)] });
    expect(shown(table)).toEqual(['12', '13', '14']);
    table.setShape({ columns: [], size: 0, source: 'ringbuf' });
    expect(table.columns).toEqual([]);
  });

  it.each([
    ['bash', ['12 5 bash', '14 18446744073709551614 bash']],
    ['pid:13', ['13 18446744073709551615 sshd']],
    ['bytes:>=18446744073709551615', ['13 18446744073709551615 sshd']],
    ['!comm:ssh bytes:>5', ['14 18446744073709551614 bash']],
    ['/^1[23]/', ['12 5 bash', '13 18446744073709551615 sshd']],
    ['5 bash', ['12 5 bash']],
  ])('shows for %s what passes, and every loss', (text, rows) => {
    const { store, table } = open();
    store.add(new Uint8Array(), 0, 6);
    filter(table, text);
    expect(shown(table)).toEqual([...rows, 'lost 6']);
  });

  it('is held while paused, and filters in small steps', () => {
    const { store, table } = open(Array.from({ length: 1000 }, (_, pid) => ({ pid, bytes: 0n, comm: 'x' })));
    table.pause();
    store.add(batchOf(some), 3, 0);
    expect([table.end, table.held]).toEqual([1000, 3]);
    table.setFilter(parseFilter('comm:x', table.filterColumns).filter);
    expect(table.advance(() => true)).toBe(false);
    expect(table.end).toBe(64);
    expect(table.progress).toBeCloseTo(0.064);
    table.advance(() => false);
    // The oldest three had made room before the filter began.
    expect([table.first, table.end]).toEqual([0, 997]);
    table.resume();
    table.advance(() => false);
    expect(table.end).toBe(997);
    filter(table, 'comm:bash');
    expect(table.end).toBe(2);
  });

  it('writes files with every digit and every loss', () => {
    const { store, table } = open();
    store.add(new Uint8Array(), 0, 6);
    const text = (format: 'text' | 'csv' | 'json'): string =>
      [...table.export(format)].map((piece) => piece.text).join('');
    expect(text('csv')).toBe(
      'pid,bytes,comm,lost\r\n12,5,bash,\r\n13,18446744073709551615,sshd,\r\n' +
        '14,18446744073709551614,bash,\r\n,,,6\r\n',
    );
    expect(text('text').split('\n').slice(2)).toEqual(['14\t18446744073709551614\tbash', '[LOST 6]', '']);
    expect(text('json')).toContain('{"pid":13,"bytes":18446744073709551615,"comm":"sshd"}');
    expect(JSON.parse(text('json'))).toHaveLength(4);
  });
});
