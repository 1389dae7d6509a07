import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RecordRow, RecordStatus, RecordTexts, RecordToHost, RecordToPage } from '#protocol/recordPanel';
import { Emitter } from '#targets/emitter';
import { RecordController } from './recordController';
import type { RecordAction, RecordView } from './recordView';
import { RowTable } from './rowTable';

/** Numbers in a table: as much of a view as needs no kernel and no editor. */
class Numbers implements RecordView {
  readonly changed = new Emitter<'shape' | 'rows'>();
  readonly messages = new Emitter<RecordToPage>();
  readonly acted: RecordAction[] = [];
  readonly #table = new RowTable([{ id: 'value', numeric: true }]);
  generation = 1;
  #steps = 0;

  constructor(values: readonly number[]) {
    this.set(values);
  }

  get shape() {
    const column = { id: 'value', title: 'value', type: 'u64', group: 'value', numeric: true } as const;
    const columns = [{ ...column, editable: false, link: false, formats: [], choices: [] }];
    const can = {
      sort: true,
      edit: false,
      add: false,
      remove: false,
      refresh: true,
      parts: false,
      clear: false,
    };
    const none = { facts: [], limits: [], foreign: null, recordTypes: [], recordType: null, histograms: [] };
    return {
      kind: 'map',
      title: 'numbers',
      columns,
      can,
      ...none,
    } as const satisfies RecordView['shape'];
  }

  get status(): Omit<RecordStatus, 'rows' | 'generation'> {
    const { shown, total, sort } = this.#table;
    const still = {
      progress: 1,
      doing: '',
      live: true,
      paused: false,
      held: 0,
      rate: 0,
      lost: 0,
      dropped: 0,
    };
    return {
      ...still,
      first: 0,
      end: shown.length,
      total,
      freshness: '',
      filterProblem: null,
      ended: null,
      sort,
    };
  }

  set(values: readonly number[]): void {
    this.#table.setRows(
      values.map((value) => ({ key: String(value), values: [value], cells: [String(value)] })),
    );
    this.changed.emit('rows');
  }

  rows(start: number, count: number): RecordRow[] {
    const from = Math.max(0, start);
    const rows = this.#table.shown.slice(from, Math.max(from, start + count));
    return rows.map(({ cells }, index) => ({ position: from + index, cells }));
  }

  setFilter(text: string): void {
    this.#table.setFilter(text);
    this.#steps = 3;
    this.generation += 1;
  }

  setSort(sort: RecordStatus['sort']): void {
    this.#table.setSort(sort);
    this.generation += 1;
  }

  found(): number | undefined {
    return undefined;
  }

  /** Takes three looks at the clock, as a long filter would. */
  advance(): boolean {
    this.#steps = Math.max(0, this.#steps - 1);
    return this.#steps === 0;
  }

  act(action: RecordAction): void {
    this.acted.push(action);
  }

  export() {
    return this.#table.export('csv');
  }

  shown(): void {
    this.changed.emit('rows');
  }

  dispose(): void {
    this.acted.length = 0;
  }
}

const arrived: PromiseLike<unknown> = {
  then<A, B>(done?: ((value: unknown) => A | PromiseLike<A>) | null): PromiseLike<A | B> {
    done?.(undefined);
    return new Promise(() => undefined);
  },
};

function open(values: readonly number[], post?: (message: RecordToPage) => PromiseLike<unknown>) {
  const heard: RecordToPage[] = [];
  const asked: string[] = [];
  const view = new Numbers(values);
  const settings = {
    widths: {},
    hidden: [],
    filter: '',
    follow: false,
    interval: 1000,
    histogramScale: 'log2',
  } as const;
  const controller = new RecordController(
    view,
    {
      locale: 'en',
      texts: {} as RecordTexts,
      copy: (text, rows) => asked.push(`copy ${rows}: ${text}`),
      refuseCopy: (rows, most) => asked.push(`refuse ${rows} of ${most}`),
      export: () => asked.push('export'),
      save: ({ filter }) => asked.push(`save ${filter}`),
      soon: (work) => setTimeout(work, 0),
    },
    { ...settings, hidden: [] },
  );
  controller.connect((message) => {
    heard.push(message);
    return post?.(message) ?? arrived;
  });
  const tell = (message: RecordToHost): void => controller.receive(message);
  tell({ type: 'ready' });
  const statuses = (): Extract<RecordToPage, { type: 'status' }>[] =>
    heard.filter((message) => message.type === 'status');
  const look = (start: number, count: number): void =>
    tell({ type: 'view', generation: view.generation, start, count, follow: false });
  return { view, heard, asked, tell, look, statuses };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('RecordController', () => {
  it('tells a new page its texts, its columns and what there is, in this order', () => {
    const { heard } = open([1, 2]);
    expect(heard.map(({ type }) => type)).toEqual(['init', 'shape', 'status']);
  });

  it('sends the rows that are looked at, at once and again when they change', () => {
    const { view, heard, look, statuses } = open([1, 2, 3]);
    look(1, 2);
    expect(heard.at(-1)).toMatchObject({ type: 'rows', rows: [{ cells: ['2'] }, { cells: ['3'] }] });
    view.set([1, 20, 30]);
    vi.advanceTimersByTime(50);
    expect(
      statuses()
        .at(-1)
        ?.rows.map(({ cells }) => cells[0]),
    ).toEqual(['20', '30']);
  });

  it('tells many changes once, and waits for a page that has not taken the last status', () => {
    const never = { then: () => new Promise(() => undefined) } as unknown as PromiseLike<unknown>;
    const slow = open([1], ({ type }) => (type === 'status' ? never : arrived));
    for (let value = 0; value < 100; value++) slow.view.set([value]);
    vi.advanceTimersByTime(10_000);
    expect(slow.statuses()).toHaveLength(1);
    const quick = open([1]);
    for (let value = 0; value < 100; value++) quick.view.set([value]);
    vi.advanceTimersByTime(50);
    expect(quick.statuses()).toHaveLength(2);
  });

  it('does not take a position of rows that stand elsewhere by now', () => {
    const { view, tell, asked } = open([1, 2]);
    tell({ type: 'copy', generation: view.generation - 1, first: 0, last: 1 });
    tell({ type: 'parts', generation: view.generation - 1, position: 0 });
    expect(asked).toEqual([]);
    expect(view.acted).toEqual([]);
    tell({ type: 'copy', generation: view.generation, first: 0, last: 1 });
    expect(asked).toEqual(['copy 2: 1\n2']);
  });

  it('filters in steps until all is looked at, and remembers the filter', () => {
    const { tell, asked, statuses } = open([1, 20, 300]);
    tell({ type: 'filter', text: 'value:>10', active: null });
    vi.advanceTimersByTime(200);
    expect(statuses().at(-1)).toMatchObject({ total: 3, end: 2 });
    expect(asked).toEqual(['save value:>10']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('refuses to put a table on the clipboard that no clipboard holds', () => {
    const { view, tell, asked } = open([1]);
    tell({ type: 'copy', generation: view.generation, first: 0, last: 300_000 });
    expect(asked).toEqual(['refuse 300001 of 200000']);
  });
});
