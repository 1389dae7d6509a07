import { describe, expect, it } from 'vitest';
import { chunkBytes } from './lineChunk';
import { TraceStore } from './traceStore';

const megabyte = 1024 * 1024;

function store(lines = 1_000_000, bytes = 256 * megabyte): TraceStore {
  return new TraceStore({ lines, bytes });
}

function all(from: TraceStore): string[] {
  const texts: string[] = [];
  from.walk(0, Infinity, (_sequence, text) => {
    texts.push(text);
    return true;
  });
  return texts;
}

describe('TraceStore', () => {
  it('gives back what was appended, with its run', () => {
    const lines = store();
    lines.append(1, 'one\ntwo\n');
    lines.append(2, 'drei 三\n');
    expect(all(lines)).toEqual(['one', 'two', 'drei 三']);
    expect(lines.line(1)).toEqual({ text: 'two', run: 1 });
    expect(lines.line(2)).toEqual({ text: 'drei 三', run: 2 });
    expect(lines.line(3)).toBeUndefined();
    expect(lines.received).toBe(3);
  });

  it('takes a last line without its newline as whole, and drops empty lines', () => {
    const lines = store();
    lines.append(1, 'one');
    lines.append(1, '\n\ntwo\n\n三');
    lines.append(1, 'four\n');
    expect(all(lines)).toEqual(['one', 'two', '三', 'four']);
  });

  it('keeps lines whole across blocks', () => {
    const lines = store();
    const text = (n: number): string => `${n} ${'字'.repeat(n % 300)}`;
    const count = 5000;
    for (let n = 0; n < count; n += 50) {
      lines.append(1, Array.from({ length: 50 }, (_, index) => `${text(n + index)}\n`).join(''));
    }
    expect(all(lines)).toEqual(Array.from({ length: count }, (_, n) => text(n)));
    for (const n of [0, 1, 777, 2500, 4999]) expect(lines.line(n)?.text).toBe(text(n));
  });

  it('cuts a line that is longer than a block', () => {
    const lines = store();
    lines.append(1, `before\n${'x'.repeat(chunkBytes * 2 + 10)}\nafter\n`);
    const texts = all(lines);
    expect(texts[0]).toBe('before');
    expect(texts.at(-1)).toBe('after');
    expect(texts.slice(1, -1).join('')).toBe('x'.repeat(chunkBytes * 2 + 10));
    expect(lines.received).toBe(texts.length);
  });

  it('makes room by number of lines, exactly', () => {
    const lines = store(10);
    for (let n = 0; n < 25; n++) lines.append(1, `${n}\n`);
    expect(all(lines)).toEqual(['15', '16', '17', '18', '19', '20', '21', '22', '23', '24']);
    expect(lines).toMatchObject({ first: 15, next: 25, received: 25, dropped: 15 });
    expect(lines.line(14)).toBeUndefined();
  });

  it('is bounded in memory whatever comes', () => {
    const limit = 4 * megabyte;
    const lines = store(1_000_000, limit);
    const batch = `${'x'.repeat(99)}\n`.repeat(1000);
    let most = 0;
    for (let n = 0; n < 300; n++) {
      lines.append(1, batch);
      most = Math.max(most, lines.bytes);
    }
    // The index of lines comes on top, and one spare block.
    expect(most).toBeLessThan(limit * 1.5);
    expect(lines.received).toBe(300_000);
    expect(lines.next - lines.first).toBeGreaterThan(30_000);
    expect(all(lines)).toHaveLength(lines.next - lines.first);
  });

  it('counts losses by CPU as they come', () => {
    const lines = store();
    lines.append(1, 'CPU:3 [LOST 12 EVENTS]\nCPU:1 [LOST 2 EVENTS]\nCPU:3 [LOST EVENTS]\nCPU:x\n');
    expect(lines.lost.total).toBe(15);
    expect(lines.lost.reports).toBe(3);
    expect(lines.lost.byCpu()).toEqual([
      { cpu: 1, count: 2 },
      { cpu: 3, count: 13 },
    ]);
  });

  it('goes on with its numbers after a clear', () => {
    const lines = store();
    lines.append(1, 'a\nCPU:0 [LOST 1 EVENTS]\n');
    lines.clear();
    expect(lines).toMatchObject({ first: 2, next: 2, received: 0, dropped: 0 });
    expect(lines.lost.total).toBe(0);
    lines.append(1, 'b\n');
    expect(lines.line(2)?.text).toBe('b');
    expect(all(lines)).toEqual(['b']);
  });

  it('walks on from where a visitor stopped it', () => {
    const lines = store();
    lines.append(1, 'a\nb\nc\n');
    const seen: string[] = [];
    const next = lines.walk(0, 3, (_sequence, text) => seen.push(text) < 2);
    expect(seen).toEqual(['a', 'b']);
    expect(next).toBe(2);
  });
});
