import { createContext, Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { parseFilter } from '../table/filterExpression';
import type { ValueColumn } from '../values/valueColumn';
import { differs } from './mapCells';
import { mapLayout } from './mapLayout';
import { MapTable } from './mapTable';
import { numberColumn, textColumn } from './sampleColumns';

const limits = { entries: 1000, bytes: 1 << 24 };
const flow = { type: 'hash', keySize: 4, valueSize: 16, slots: 1, maxEntries: 1000 };

/** An entry of `struct { __u32 id; }` → `struct { __u64 packets; __u32 errors; char dev[4]; }`. */
type Flow = [id: number, packets: bigint, errors: number, dev: string];

function chunk(...flows: Flow[]): [Uint8Array, Uint8Array, number] {
  const keys = new DataView(new ArrayBuffer(flows.length * 4));
  const values = new DataView(new ArrayBuffer(flows.length * 16));
  flows.forEach(([id, packets, errors, dev], index) => {
    keys.setUint32(index * 4, id, true);
    values.setBigUint64(index * 16, packets, true);
    values.setUint32(index * 16 + 8, errors, true);
    for (let at = 0; at < dev.length; at++) values.setUint8(index * 16 + 12 + at, dev.charCodeAt(at));
  });
  return [new Uint8Array(keys.buffer), new Uint8Array(values.buffer), flows.length];
}

function open(most = limits): MapTable {
  const table = new MapTable(mapLayout(flow), most);
  table.setColumns(
    [numberColumn('id', '__u32', 0)],
    [numberColumn('packets', '__u64', 0), numberColumn('errors', '__u32', 8), textColumn('dev', 12, 4)],
  );
  return table;
}

function read(table: MapTable, at: number, ...flows: Flow[]): void {
  table.beginReading(at);
  table.add(...chunk(...flows));
  table.endReading('whole');
  settle(table);
}

function settle(table: MapTable): void {
  expect(table.advance(() => false)).toBe(true);
}

/** `id packets errors dev`, changed cells in brackets, behind it the state. */
function shown(table: MapTable): string[] {
  return table.rows(0, Infinity).map(({ cells, changed, state }) => {
    const texts = cells.map((cell, index) => (changed.includes(index) ? `[${cell}]` : cell));
    return [...texts, ...(state ? [state] : [])].join(' ');
  });
}

function filter(table: MapTable, text: string): void {
  const { filter: expression, problems } = parseFilter(text, table.filterColumns);
  expect(problems).toEqual([]);
  table.setFilter(expression);
  settle(table);
}

const three: Flow[] = [
  [30, 5n, 0, 'lo'],
  [10, 18446744073709551615n, 2, 'eth0'],
  [20, 18446744073709551614n, 1, 'eth1'],
];

describe('MapTable', () => {
  it('shows what is read, in its order', () => {
    const table = open();
    read(table, 0, ...three);
    expect(shown(table)).toEqual([
      '30 5 0 lo',
      '10 18446744073709551615 2 eth0',
      '20 18446744073709551614 1 eth1',
    ]);
    expect(table).toMatchObject({ total: 3, end: 3, full: false, pending: false, progress: 1 });
  });

  it('tells what is new, changed and gone, and lets the gone ones leave', () => {
    const table = open();
    read(table, 0, ...three);
    read(table, 1000, [20, 18446744073709551614n, 7, 'eth1'], [40, 1n, 0, 'wg0'], [30, 6n, 0, 'lo']);
    expect(shown(table)).toEqual([
      '30 [6] 0 lo',
      '10 18446744073709551615 2 eth0 gone',
      '20 18446744073709551614 [7] eth1',
      '40 1 0 wg0 new',
    ]);
    read(table, 2000, [20, 18446744073709551614n, 7, 'eth1'], [40, 2n, 0, 'wg0']);
    expect(shown(table)).toEqual(['30 6 0 lo gone', '20 18446744073709551614 7 eth1', '40 [2] 0 wg0']);
    read(table, 3000, [30, 6n, 0, 'lo'], [20, 18446744073709551614n, 7, 'eth1']);
    expect(shown(table)).toEqual(['30 6 0 lo new', '20 18446744073709551614 7 eth1', '40 2 0 wg0 gone']);
  });

  it('does not repeat an entry that comes twice in a reading, and shows its latest value', () => {
    const table = open();
    read(table, 0, ...three, [10, 1n, 0, 'x'], [30, 5n, 0, 'lo']);
    expect(shown(table)).toEqual(['30 5 0 lo', '10 1 0 x', '20 18446744073709551614 1 eth1']);
    read(table, 1, [10, 2n, 0, 'x'], [10, 3n, 0, 'x'], [30, 5n, 0, 'lo']);
    expect(shown(table).slice(0, 2)).toEqual(['30 5 0 lo', '10 [3] 0 x']);
  });

  it('takes nothing for gone after a reading that stopped', () => {
    const table = open();
    read(table, 0, ...three);
    table.beginReading(1);
    table.add(...chunk([30, 6n, 0, 'lo']));
    table.endReading('part');
    expect(shown(table)).toEqual([
      '30 [6] 0 lo',
      '10 18446744073709551615 2 eth0',
      '20 18446744073709551614 1 eth1',
    ]);
  });

  it('refuses what is more than the limit and says so', () => {
    const table = open({ entries: 2, bytes: 1 << 20 });
    read(table, 0, ...three);
    expect(table).toMatchObject({ total: 2, full: true });
    expect(table.entries.refused).toBe(1);
    const small = open({ entries: 1000, bytes: 150 });
    read(small, 0, ...three);
    expect(small).toMatchObject({ total: 2, full: true });
  });

  it('counts per second, exactly, and not what fell', () => {
    const table = open();
    const base = 1n << 63n;
    const at = (time: number, packets: bigint, errors: number): void => {
      read(table, time, [1, packets, errors, 'lo']);
    };
    at(0, base, 4294967290);
    expect(table.counting).toEqual([]);
    at(2000, base + 1n, 4);
    expect(table.counting).toEqual(['packets', 'errors']);
    table.showRates(['packets', 'errors']);
    expect(table.columns.map(({ id }) => id).slice(-2)).toEqual(['packets/s', 'errors/s']);
    // The 32-bit counter went around: 10 in 2 s.
    expect(shown(table)).toEqual([`1 [${String(base + 1n)}] [4] lo 0.5 5`]);
    at(3000, base + 1n, 1);
    expect(shown(table)).toEqual([`1 ${String(base + 1n)} [1] lo 0 `]);
    at(4000, (1n << 64n) - 1n, 1);
    at(5000, 1n, 1);
    expect(shown(table)).toEqual(['1 [1] 1 lo 2 0']);
  });

  it('follows a cell over the readings', () => {
    const table = open();
    read(table, 10, [1, 5n, 0, 'lo'], [2, 0n, 0, 'lo']);
    const key = table.bytes(0)?.key ?? new Uint8Array();
    const series = table.watch({ key, column: 'packets' });
    read(table, 1010, [1, 9n, 0, 'lo'], [2, 0n, 0, 'lo']);
    read(table, 2010, [2, 0n, 0, 'lo']);
    expect(series?.moments).toEqual([
      { at: 10, value: 5n, rate: undefined },
      { at: 1010, value: 9n, rate: 4 },
      { at: 2010, value: undefined, rate: undefined },
    ]);
    for (let time = 3; time < 1000; time++) read(table, time * 1000, [1, 9n, 0, 'lo']);
    expect(series?.moments).toHaveLength(600);
    expect(series?.moments.at(-1)).toEqual({ at: 999_000, value: 9n, rate: 0 });
  });

  it.each([
    ['id', 'up', ['10', '20', '30']],
    ['id', 'down', ['30', '20', '10']],
    ['packets', 'up', ['30', '20', '10']],
    ['packets', 'down', ['10', '20', '30']],
    ['dev', 'up', ['10', '20', '30']],
    ['dev', 'down', ['30', '20', '10']],
  ] as const)('sorts by %s %s', (column, direction, ids) => {
    const table = open();
    read(table, 0, ...three);
    expect(table.setSort({ column, direction })).toBe(true);
    settle(table);
    expect(table.rows(0, 9).map(({ cells }) => cells[0])).toEqual(ids);
    expect(table.setSort(null)).toBe(true);
    settle(table);
    expect(table.rows(0, 9).map(({ cells }) => cells[0])).toEqual(['30', '10', '20']);
    expect(table.setSort({ column: 'none', direction })).toBe(false);
  });

  it('keeps order and filter over readings', () => {
    const table = open();
    read(table, 0, ...three);
    table.setSort({ column: 'packets', direction: 'down' });
    filter(table, 'dev:eth !errors:1');
    expect(shown(table)).toEqual(['10 18446744073709551615 2 eth0']);
    const before = table.arrangement;
    read(table, 1, [20, 3n, 3, 'eth1'], [10, 4n, 2, 'eth0'], [50, 5n, 9, 'eth5']);
    expect(shown(table)).toEqual(['50 5 9 eth5 new', '10 [4] 2 eth0', '20 [3] [3] eth1']);
    expect(table.arrangement).toBeGreaterThan(before);
    read(table, 2, [20, 3n, 1, 'eth1'], [50, 1n, 9, 'eth5']);
    expect(shown(table)).toEqual(['10 4 2 eth0 gone', '50 [1] 9 eth5']);
    read(table, 3, [20, 3n, 1, 'eth1'], [50, 1n, 9, 'eth5']);
    expect(shown(table)).toEqual(['50 1 9 eth5']);
  });

  it.each([
    ['18446744073709551615', ['10']],
    ['packets:18446744073709551615', ['10']],
    ['packets:>5', ['10', '20']],
    ['packets:<=18446744073709551614', ['30', '20']],
    ['errors:1-2', ['10', '20']],
    ['/eth[1-9]$/', ['20']],
    ['1 eth1', ['20']],
    ['!dev:eth', ['30']],
  ])('filters by %s', (text, ids) => {
    const table = open();
    read(table, 0, ...three);
    filter(table, text);
    expect(table.rows(0, 9).map(({ cells }) => cells[0])).toEqual(ids);
  });

  it('filters by rates anew with every reading', () => {
    const table = open();
    read(table, 0, [1, 0n, 0, 'lo'], [2, 0n, 0, 'lo']);
    table.showRates(['packets']);
    filter(table, 'packets/s:>0');
    expect(shown(table)).toEqual([]);
    read(table, 1000, [1, 5n, 0, 'lo'], [2, 0n, 0, 'lo']);
    expect(shown(table)).toEqual(['1 [5] 0 lo 5']);
    read(table, 2000, [1, 5n, 0, 'lo'], [2, 0n, 0, 'lo']);
    expect(shown(table)).toEqual([]);
  });

  it('finds an entry again among other rows, and gives copies of its bytes', () => {
    const table = open();
    read(table, 0, ...three);
    const bytes = table.bytes(1);
    expect(bytes?.key).toEqual(new Uint8Array([10, 0, 0, 0]));
    expect(bytes?.value).toHaveLength(16);
    bytes?.value.fill(0);
    table.setSort({ column: 'id', direction: 'up' });
    settle(table);
    expect(table.position(new Uint8Array([10, 0, 0, 0]))).toBe(0);
    expect(table.position(new Uint8Array([11, 0, 0, 0]))).toBeUndefined();
    expect(table.position(new Uint8Array(3))).toBeUndefined();
    expect(shown(table)[0]).toBe('10 18446744073709551615 2 eth0');
    expect(table.bytes(3)).toBeUndefined();
  });

  it('filters and sorts in small steps', () => {
    const table = open();
    const flows = Array.from({ length: 900 }, (_, id): Flow => [id, BigInt(900 - id), 0, 'lo']);
    read(table, 0, ...flows);
    table.setSort({ column: 'packets', direction: 'up' });
    filterWith(table, '!nothing');
    let steps = 0;
    let before = 0;
    while (!table.advance(() => true)) {
      expect(table.progress).toBeGreaterThanOrEqual(before);
      expect(table.end).toBe(900);
      before = table.progress;
      steps++;
    }
    expect(steps).toBeGreaterThan(20);
    expect(before).toBeLessThan(1);
    expect(table.row(0)?.cells[0]).toBe('899');
  });

  it('keeps the marks of the last reading on what the next one has not come to', () => {
    const table = open();
    read(table, 0, [1, 0n, 0, 'lo'], [2, 0n, 0, 'lo']);
    table.showRates(['packets']);
    read(table, 1000, [1, 1n, 0, 'lo'], [2, 2n, 0, 'lo'], [3, 0n, 0, 'lo']);
    table.beginReading(3000);
    table.add(...chunk([1, 7n, 0, 'lo']));
    expect(shown(table)).toEqual(['1 [7] 0 lo 3', '2 [2] 0 lo 2', '3 0 0 lo  new']);
    table.endReading('part');
    expect(shown(table)).toEqual(['1 [7] 0 lo 3', '2 2 0 lo ', '3 0 0 lo ']);
  });

  it.each(['', 'dev:lo'])('tells when other rows stand at the positions, filtered by %j', (text) => {
    const table = open();
    const arrangements: number[] = [];
    const note = (): number => arrangements.push(table.arrangement);
    read(table, 0, [1, 1n, 0, 'lo'], [2, 2n, 0, 'lo']);
    filter(table, text);
    note();
    read(table, 1, [1, 7n, 0, 'lo'], [2, 2n, 0, 'lo'], [3, 3n, 0, 'lo']);
    note();
    read(table, 2, [2, 2n, 0, 'lo'], [3, 3n, 0, 'lo']);
    note();
    read(table, 3, [2, 2n, 0, 'lo'], [3, 3n, 0, 'lo']);
    note();
    const [first = 0] = arrangements;
    expect(arrangements).toEqual([first, first, first, first + 1]);
    table.setSort({ column: 'packets', direction: 'down' });
    settle(table);
    expect(table.arrangement).toBe(first + 2);
    read(table, 4, [2, 1n, 0, 'lo'], [3, 4n, 0, 'lo']);
    expect(table.arrangement).toBe(first + 2);
    read(table, 5, [2, 9n, 0, 'lo'], [3, 4n, 0, 'lo']);
    expect(table.arrangement).toBe(first + 3);
  });

  it('stays in its order while a reading is under way', () => {
    const table = open();
    read(table, 0, [1, 1n, 0, 'lo'], [2, 2n, 0, 'lo']);
    table.setSort({ column: 'packets', direction: 'up' });
    settle(table);
    table.beginReading(1);
    table.add(...chunk([1, 9n, 0, 'lo'], [3, 0n, 0, 'lo']));
    expect(table.pending).toBe(false);
    expect(shown(table)).toEqual(['1 [9] 0 lo', '2 2 0 lo']);
    table.add(...chunk([2, 2n, 0, 'lo']));
    table.endReading('whole');
    settle(table);
    expect(shown(table)).toEqual(['3 0 0 lo new', '2 2 0 lo', '1 [9] 0 lo']);
  });

  it('sorts on while entries leave and others come in their place', () => {
    const table = open();
    const flows = (from: number): Flow[] =>
      Array.from({ length: 300 }, (_, index) => [from + index, BigInt(index), 0, 'lo']);
    read(table, 0, ...flows(0));
    table.setSort({ column: 'packets', direction: 'down' });
    table.advance(() => true);
    table.advance(() => true);
    const before = table.arrangement;
    for (const from of [150, 300, 450]) {
      table.beginReading(from);
      table.add(...chunk(...flows(from)));
      table.endReading('whole');
    }
    // Entries left twice; the third time it is the order.
    while (table.arrangement < before + 3) table.advance(() => true);
    expect(table.pending).toBe(true);
    const keys = table.rows(0, Infinity).map(({ cells }) => Number(cells[0]));
    expect(new Set(keys).size).toBe(keys.length);
    // The order is that of the first reading, of which nothing is left.
    expect(keys).toEqual([]);
    settle(table);
    expect(table.end).toBe(450);
  });

  it('goes on behind an entry at which a filter was stopped', () => {
    const table = open();
    read(table, 0, ...three);
    let asked = 0;
    const text = (row: string): boolean => {
      asked++;
      if (row.startsWith('10')) throw new Error('stopped');
      return true;
    };
    table.setFilter({ text, columns: [], regex: true });
    expect(() => table.advance(() => false)).toThrow('stopped');
    settle(table);
    expect(table.rows(0, 9).map(({ cells }) => cells[0])).toEqual(['30', '20']);
    expect(asked).toBe(3);
  });

  it('survives an expression that is stopped from outside', () => {
    const table = open();
    read(table, 0, ...three);
    table.setFilter({
      text: (row) => /^(\w+\s?)*$/.test(`${row}${'a '.repeat(40)}!`),
      columns: [],
      regex: true,
    });
    const work = createContext({ work: () => table.advance(() => false) });
    expect(() => {
      new Script('work()').runInContext(work, { timeout: 50 });
    }).toThrow(/timed out/);
    table.setFilter(undefined);
    settle(table);
    expect(table.end).toBe(3);
  });

  it('does not take the bits of a neighbour for its own', () => {
    const table = open();
    const low: ValueColumn = {
      ...numberColumn('low', '__u32', 8),
      number: (view, at) => view.getUint32(at + 8, true) & 0xf,
    };
    const high: ValueColumn = {
      ...numberColumn('high', '__u32', 8),
      number: (view, at) => view.getUint32(at + 8, true) >>> 4,
    };
    table.setColumns([numberColumn('id', '__u32', 0)], [low, high]);
    read(table, 0, [1, 0n, 0x11, 'lo']);
    read(table, 1, [1, 0n, 0x21, 'lo']);
    expect(table.row(0)?.changed).toEqual([2]);
  });

  it('writes what the filter shows, with every digit', () => {
    const table = open();
    read(table, 0, ...three);
    filter(table, 'dev:eth');
    const text = (format: 'text' | 'csv' | 'json'): string =>
      [...table.export(format)].map((piece) => piece.text).join('');
    expect(text('text')).toBe('10\t18446744073709551615\t2\teth0\n20\t18446744073709551614\t1\teth1\n');
    expect(text('csv')).toBe(
      'id,packets,errors,dev\r\n10,18446744073709551615,2,eth0\r\n20,18446744073709551614,1,eth1\r\n',
    );
    expect(text('json')).toContain('{"id":10,"packets":18446744073709551615,"errors":2,"dev":"eth0"}');
  });

  it('leaves out of a file what left while it was written', () => {
    const table = open();
    read(table, 0, ...three);
    const pieces = table.export('text');
    read(table, 1, [20, 1n, 1, 'b']);
    read(table, 2, [20, 1n, 1, 'b']);
    read(table, 3, [20, 1n, 1, 'b'], [77, 1n, 1, 'c'], [78, 1n, 1, 'd']);
    expect([...pieces].map((piece) => piece.text).join('')).toBe('20\t1\t1\tb\n');
  });

  it('names members of keys and values apart', () => {
    const table = open();
    table.setColumns([numberColumn('n', '__u32', 0)], [numberColumn('n', '__u32', 0)]);
    expect(table.columns.map(({ id }) => id)).toEqual(['key.n', 'value.n']);
    table.setColumns([numberColumn('n', '__u64', 0)], [numberColumn('m', '__u64', 16)]);
    expect(table.columns).toEqual([]);
  });
});

/** Sets it, and no more. */
function filterWith(table: MapTable, text: string): void {
  table.setFilter(parseFilter(text, table.filterColumns).filter);
}

describe('values with a slot for each CPU', () => {
  const layout = mapLayout({ type: 'percpu_hash', keySize: 4, valueSize: 20, slots: 3, maxEntries: 10 });
  /** `struct { __u64 packets; __u32 state; __u64 bytes (packed) }` of each CPU. */
  const slot = (packets: bigint, state: number, bytes: bigint): Uint8Array => {
    const view = new DataView(new ArrayBuffer(24));
    view.setBigUint64(0, packets, true);
    view.setUint32(8, state, true);
    view.setBigUint64(12, bytes, true);
    return new Uint8Array(view.buffer);
  };

  function opened(): MapTable {
    const table = new MapTable(layout, limits);
    table.setColumns(
      [numberColumn('key', '__u32', 0)],
      [
        numberColumn('packets', '__u64', 0),
        numberColumn('state', '__u32', 8, 'enum'),
        numberColumn('bytes', '__u64', 12),
      ],
    );
    return table;
  }

  function reading(table: MapTable, at: number, ...slots: Uint8Array[]): void {
    const value = new Uint8Array(slots.flatMap((one) => [...one]));
    table.beginReading(at);
    expect(table.add(new Uint8Array(4), value, 1)).toEqual({ value: 1, problems: [] });
    table.endReading('whole');
    settle(table);
  }

  it('are shown as sums, exact beyond 64 bits', () => {
    const most = 18446744073709551615n;
    const table = opened();
    reading(table, 0, slot(most, 1, 1n), slot(most, 1, 2n), slot(3n, 1, 3n));
    expect(shown(table)).toEqual([`0 ${String(2n * most + 3n)} STATE_1 6`]);
    reading(table, 1000, slot(most, 1, 1n), slot(0n, 1, 4n), slot(4n, 2, 3n));
    expect(shown(table)).toEqual([`0 [${String(most + 4n)}] [${differs}] [8]`]);
    expect(table.parts(0)).toEqual([
      ['', String(most), 'STATE_1', '1'],
      ['', '0', 'STATE_1', '4'],
      ['', '4', 'STATE_2', '3'],
    ]);
    expect(table.parts(1)).toEqual([]);
    table.showRates(['packets', 'bytes']);
    // One CPU's counter went around: 1 more; another's 1 more.
    expect(table.row(0)?.cells.slice(-2)).toEqual(['2', '2']);
    filter(table, 'packets:>18446744073709551618');
    expect(table.end).toBe(1);
    filter(table, `packets:>${String(most + 4n)}`);
    expect(table.end).toBe(0);
  });

  it('are padded even on one CPU', () => {
    const one = { type: 'percpu_array', keySize: 4, valueSize: 4, slots: 1, maxEntries: 1 };
    expect(mapLayout(one).slotSize).toBe(8);
    expect(mapLayout({ ...one, type: 'array' }).slotSize).toBe(4);
  });
});
