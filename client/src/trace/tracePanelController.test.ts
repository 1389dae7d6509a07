import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TraceTexts, TraceToHost, TraceToPage } from '#protocol/tracePanel';
import { TracePanelController } from './tracePanelController';

const line = (time: string, message: string, pid = 1): string =>
  `            bash-${String(pid).padEnd(7)} [000] d..2.   ${time}: bpf_trace_printk: ${message}\n`;

interface Panel {
  controller: TracePanelController;
  heard: TraceToPage[];
  asked: string[];
  tell: (message: TraceToHost) => void;
  /** The last status that the page heard. */
  status: () => Extract<TraceToPage, { type: 'status' }>;
  /** The messages of the rows of the last answer. */
  rows: () => string[];
}

/** A message that arrived at once; a real promise would wait for more than the fake clock. */
const arrived: PromiseLike<unknown> = {
  then<A, B>(done?: ((value: unknown) => A | PromiseLike<A>) | null): PromiseLike<A | B> {
    done?.(undefined);
    return new Promise(() => undefined);
  },
};

function open(lines = 1000, slow = false): Panel {
  const heard: TraceToPage[] = [];
  const asked: string[] = [];
  const controller: TracePanelController = new TracePanelController(
    {
      locale: 'en',
      texts: {} as TraceTexts,
      problemText: (problem) => problem.kind,
      copy: (text, rows) => asked.push(`copy ${rows}: ${text.replace(/.*printk: /g, '')}`),
      refuseCopy: (rows, most) => asked.push(`refuse ${rows} of ${most}`),
      open: (text, run) => asked.push(`open ${text.replace(/.*printk: /, '')} of ${run.label}`),
      command: (command) => asked.push(command),
      save: (settings) => asked.push(`save ${settings.filter}`),
      soon: (work) => setTimeout(work, 0),
      guarded: (work) => {
        if (!slow) work();
        return !slow;
      },
    },
    { widths: {}, hidden: [], time: 'absolute', follow: true, filter: '' },
    lines,
  );
  controller.beginRun({ id: 'a', label: 'first', sourceFile: '/a.bpf.c' });
  controller.connect((message) => {
    heard.push(message);
    return arrived;
  });
  const status = (): Extract<TraceToPage, { type: 'status' }> => {
    const last = heard.findLast((message) => message.type === 'status');
    if (!last) throw new Error('no status');
    return last;
  };
  const rows = (): string[] => {
    const last = heard.findLast((message) => message.type === 'rows');
    return last?.rows.map((row) => row.message) ?? [];
  };
  const tell = (message: TraceToHost): void => controller.receive(message);
  tell({ type: 'ready' });
  return { controller, heard, asked, status, rows, tell };
}

function view(panel: Panel, start: number, count: number, follow = false): void {
  panel.tell({ type: 'view', generation: panel.status().generation, start, count, follow });
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('TracePanelController', () => {
  it('tells of many lines once in a while, with the newest rows to a page that follows', () => {
    const panel = open();
    view(panel, 0, 2, true);
    const before = panel.heard.length;
    for (let n = 0; n < 100; n++)
      panel.controller.append('a', line(`1.${String(n).padStart(6, '0')}`, `m${n}`));
    expect(panel.heard.length).toBe(before);
    vi.advanceTimersByTime(60);
    expect(panel.heard.length).toBe(before + 1);
    expect(panel.status()).toMatchObject({ first: 0, end: 100, lines: 100, rate: 100 });
    expect(panel.status().rows.map((row) => row.message)).toEqual(['m98', 'm99']);
    vi.advanceTimersByTime(3000);
    expect(panel.status().rate).toBe(0);
    const quiet = panel.heard.length;
    vi.advanceTimersByTime(3000);
    expect(panel.heard.length).toBe(quiet);
  });

  it('gives rows with times since the run began and since the row before', () => {
    const panel = open();
    panel.controller.append('a', line('10.000001', 'x') + line('10.000003', 'y') + line('12.000003', 'x'));
    vi.advanceTimersByTime(60);
    view(panel, 1, 10);
    const last = panel.heard.at(-1);
    expect(
      last?.type === 'rows' && last.rows.map(({ time, relative, delta }) => [time, relative, delta]),
    ).toEqual([
      ['10.000003', 2, 2],
      ['12.000003', 2_000_002, 2_000_000],
    ]);
  });

  it('filters, finds the active row again, and goes back to it without the filter', () => {
    const panel = open();
    for (let n = 0; n < 300; n++)
      panel.controller.append('a', line('1.000000', n % 3 === 0 ? `fizz${n}` : `${n}`));
    panel.tell({ type: 'filter', text: 'fizz', run: null, active: 30 });
    vi.advanceTimersByTime(200);
    expect(panel.status()).toMatchObject({ first: 0, end: 100, lines: 300, progress: 1 });
    expect(panel.heard.findLast((message) => message.type === 'locate')).toMatchObject({ position: 10 });
    view(panel, 9, 2);
    expect(panel.rows()).toEqual(['fizz27', 'fizz30']);
    panel.tell({ type: 'filter', text: '', run: null, active: 10 });
    expect(panel.heard.findLast((message) => message.type === 'locate')).toMatchObject({ position: 30 });
  });

  it('keeps the rows and says so while a filter is wrong', () => {
    const panel = open();
    panel.controller.append('a', line('1.000000', 'x'));
    const { generation } = panel.status();
    panel.tell({ type: 'filter', text: '/(/', run: null, active: null });
    expect(panel.status()).toMatchObject({ generation, end: 1, filterProblem: 'badRegex' });
    panel.tell({ type: 'filter', text: 'x', run: null, active: null });
    expect(panel.status().filterProblem).toBeNull();
  });

  it('gives up a regular expression that takes too long', () => {
    const panel = open(1000, true);
    panel.controller.append('a', line('1.000000', 'x'));
    panel.tell({ type: 'filter', text: '/(x+)+y/', run: null, active: null });
    vi.advanceTimersByTime(100);
    expect(panel.status()).toMatchObject({ filterProblem: 'tooSlow', first: 0, end: 1, progress: 1 });
  });

  it('shows one run or all, and forgets ended runs when cleared', () => {
    const panel = open();
    panel.controller.append('a', line('1.000000', 'of a'));
    panel.controller.beginRun({ id: 'b', label: 'second', sourceFile: '/b.bpf.c' });
    panel.controller.append('b', line('1.000000', 'of b'));
    panel.tell({ type: 'filter', text: '', run: 1, active: null });
    view(panel, 0, 10);
    expect(panel.rows()).toEqual(['of a']);
    panel.controller.endRun('a');
    panel.controller.clear();
    vi.advanceTimersByTime(60);
    expect(panel.status()).toMatchObject({ run: null, lines: 0, runs: [{ label: 'second', active: true }] });
  });

  it('holds the view while paused and counts what comes', () => {
    const panel = open(100);
    panel.controller.append('a', line('1.000000', 'x').repeat(100));
    panel.tell({ type: 'pause', paused: true });
    panel.controller.append('a', line('1.000000', 'y').repeat(30));
    vi.advanceTimersByTime(60);
    expect(panel.status()).toMatchObject({ first: 30, end: 100, held: 30, dropped: 30, paused: true });
    panel.tell({ type: 'pause', paused: false });
    vi.advanceTimersByTime(60);
    expect(panel.status()).toMatchObject({ first: 30, end: 130, held: 0, paused: false });
  });

  it('copies and opens rows of the page’s own generation only', () => {
    const panel = open();
    panel.controller.append('a', line('1.000000', 'x') + line('1.000000', 'y') + line('1.000000', 'z'));
    vi.advanceTimersByTime(60);
    const { generation } = panel.status();
    panel.tell({ type: 'copy', generation, first: 1, last: 2 });
    panel.tell({ type: 'open', generation, position: 0, keepFocus: true });
    panel.tell({ type: 'copy', generation, first: 0, last: 300_000 });
    panel.tell({ type: 'open', generation: generation - 1, position: 0, keepFocus: true });
    expect(panel.asked).toEqual(['copy 2: y\nz', 'open x of first', 'refuse 300001 of 200000']);
  });

  it('tells a page that comes later everything, and says nothing to none', () => {
    const panel = open();
    panel.controller.connect(undefined);
    panel.heard.length = 0;
    panel.controller.append('a', line('1.000000', 'x'));
    vi.advanceTimersByTime(1000);
    expect(panel.heard).toEqual([]);
    panel.controller.connect((message) => {
      panel.heard.push(message);
      return arrived;
    });
    panel.tell({ type: 'ready' });
    expect(panel.heard.map((message) => message.type)).toEqual(['init', 'status']);
    expect(panel.status().end).toBe(1);
  });

  it('sends nothing more to a window that does not take what it was sent', () => {
    const panel = open();
    panel.controller.connect((message) => {
      panel.heard.push(message);
      return new Promise(() => undefined);
    });
    panel.tell({ type: 'ready' });
    panel.heard.length = 0;
    for (let n = 0; n < 100; n++) {
      panel.controller.append('a', line('1.000000', 'x'));
      vi.advanceTimersByTime(60);
    }
    expect(panel.heard).toEqual([]);
    expect(panel.controller.store.next).toBe(100);
  });
});
