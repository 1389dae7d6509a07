import { describe, expect, it } from 'vitest';
import { parseFilter } from '../table/filterExpression';
import { exportTrace } from './traceExport';
import { traceFilterColumns } from './traceFilter';
import { TraceRows } from './traceRows';
import { TraceStore } from './traceStore';

const line = (task: string, pid: number, cpu: number, message: string): string =>
  `${task.padStart(16)}-${String(pid).padEnd(7)} [00${cpu}] d..2.   829.695787: bpf_trace_printk: ${message}\n`;

const sample =
  line('bash', 12, 0, 'hello') +
  line('sshd', 13, 1, 'first\nsecond half') +
  'CPU:1 [LOST 7 EVENTS]\n' +
  line('bash', 14, 1, 'bye');

function open(text = sample, lines = 1000): { store: TraceStore; rows: TraceRows } {
  const store = new TraceStore({ lines, bytes: 1 << 24 });
  store.append(1, text);
  return { store, rows: new TraceRows(store) };
}

function setFilter(rows: TraceRows, text: string, run?: number): void {
  rows.setFilter({ expression: parseFilter(text, traceFilterColumns).filter, run });
}

function shown({ store, rows }: { store: TraceStore; rows: TraceRows }): string[] {
  const texts: string[] = [];
  for (let position = rows.first; position < rows.end; position++) {
    const sequence = rows.sequence(position);
    const text = sequence === undefined ? undefined : store.line(sequence)?.text;
    texts.push(text?.replace(/^.*printk: /, '') ?? '(gone)');
  }
  return texts;
}

function check(filter: string, run?: number): string[] {
  const trace = open();
  trace.store.append(2, line('sshd', 12, 0, 'other run'));
  setFilter(trace.rows, filter, run);
  trace.rows.advance(() => false);
  return shown(trace);
}

const lost = 'CPU:1 [LOST 7 EVENTS]';

describe('TraceRows', () => {
  it.each([
    ['', undefined, ['hello', 'first', 'second half', lost, 'bye', 'other run']],
    ['', 2, ['other run']],
    ['hello', undefined, ['hello', lost]],
    ['pid:12', undefined, ['hello', lost, 'other run']],
    ['pid:13', undefined, ['first', 'second half', lost]],
    ['cpu:0', undefined, ['hello', 'other run']],
    ['task:BASH bye', undefined, [lost, 'bye']],
    ['!task:bash', 1, ['first', 'second half', lost]],
    ['message:half', undefined, [lost]],
    ['/^ +bash.*bye$/', undefined, [lost, 'bye']],
  ])('shows for %j of run %s', (filter, run, expected) => {
    expect(check(filter, run)).toEqual(expected);
  });

  it('filters old and new lines in small steps', () => {
    const trace = open(line('a', 1, 0, 'x').repeat(1000), 10_000);
    setFilter(trace.rows, 'x');
    expect(trace.rows.advance(() => true)).toBe(false);
    expect(trace.rows.end).toBe(64);
    expect(trace.rows.progress).toBeCloseTo(0.064);
    expect(trace.rows.advance(() => false)).toBe(true);
    trace.store.append(1, line('a', 1, 0, 'y') + line('a', 1, 0, 'x'));
    expect(trace.rows.pending).toBe(2);
    trace.rows.advance(() => false);
    expect(trace.rows.end).toBe(1001);
  });

  it('keeps positions while old lines make room', () => {
    const trace = open(line('a', 1, 0, 'x').repeat(100), 100);
    setFilter(trace.rows, 'x');
    trace.rows.advance(() => false);
    trace.store.append(1, line('a', 1, 0, 'x').repeat(30));
    trace.rows.advance(() => false);
    expect([trace.rows.first, trace.rows.end]).toEqual([30, 130]);
    expect(trace.rows.sequence(29)).toBeUndefined();
    expect(trace.rows.sequence(30)).toBe(30);
    expect(trace.rows.position(77)).toBe(77);
  });

  it('is held while paused, under every filter, and shows all again after', () => {
    const trace = open();
    trace.rows.pause();
    trace.store.append(1, line('bash', 15, 0, 'late'));
    expect(trace.rows.held).toBe(1);
    expect(shown(trace)).not.toContain('late');
    setFilter(trace.rows, 'task:bash');
    trace.rows.advance(() => false);
    expect(shown(trace)).toEqual(['hello', lost, 'bye']);
    trace.rows.resume();
    trace.rows.advance(() => false);
    expect(shown(trace)).toEqual(['hello', lost, 'bye', 'late']);
  });

  it('is empty and goes on after a clear', () => {
    const trace = open();
    setFilter(trace.rows, 'bash');
    trace.rows.advance(() => false);
    trace.store.clear();
    expect(shown(trace)).toEqual([]);
    trace.store.append(1, line('bash', 1, 0, 'again'));
    trace.rows.advance(() => false);
    expect(shown(trace)).toEqual(['again']);
  });
});

describe('exportTrace', () => {
  it.each([
    ['text' as const, sample],
    [
      'csv' as const,
      'time,cpu,task,pid,tgid,flags,function,message,lost\r\n' +
        '829.695787,0,bash,12,,d..2.,bpf_trace_printk,hello,\r\n' +
        '829.695787,1,sshd,13,,d..2.,bpf_trace_printk,first,\r\n' +
        ',,,,,,,second half,\r\n' +
        ',1,,,,,,,7\r\n' +
        '829.695787,1,bash,14,,d..2.,bpf_trace_printk,bye,\r\n',
    ],
  ])('writes %s', (format, expected) => {
    const { store, rows } = open();
    const pieces = [...exportTrace(store, rows.snapshot(), format)];
    expect(pieces.map((piece) => piece.text).join('')).toBe(expected);
    expect(pieces.at(-1)?.done).toBe(1);
  });

  it('writes only what the filter shows, in pieces, whatever is filtered next', () => {
    const { store, rows } = open(line('a', 1, 0, 'x').repeat(3000) + sample, 10_000);
    setFilter(rows, 'task:a pid:1');
    rows.advance(() => false);
    const pieces = exportTrace(store, rows.snapshot(), 'json');
    const first = pieces.next();
    const texts = first.done ? [] : [first.value.text];
    setFilter(rows, 'nothing');
    for (const piece of pieces) texts.push(piece.text);
    const objects: unknown = JSON.parse(texts.join(''));
    expect(texts.length).toBeGreaterThan(2);
    expect(objects).toHaveLength(3001);
  });
});
