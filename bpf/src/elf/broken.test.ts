/**
 * Some seconds of what bench/fuzzReaders.ts does for minutes, and large files made to take time or memory.
 * `FUZZ_CASES=1000000` makes it long.
 */
import { Buffer } from 'node:buffer';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compileBpf, objectFixtures, withoutDebug } from '../../../test/pure/compileBpf';
import { exercise, fuzzCase, fuzzSeeds } from '../../../test/pure/readerFuzz';

const cases = Number(env['FUZZ_CASES'] ?? 20_000);

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'broken-'))));
afterAll(() => rmSync(folder, { recursive: true }));

it(`survives ${cases} broken files`, { timeout: 120_000 + cases }, () => {
  const seeds = fuzzSeeds(folder);
  let number = 0;
  let slowest = 0;
  try {
    for (; number < cases; number++) {
      const start = performance.now();
      exercise(fuzzCase(seeds, number));
      slowest = Math.max(slowest, performance.now() - start);
    }
  } catch (error) {
    throw new Error(`broken file ${number}`, { cause: error });
  }
  // Most take a tenth of a millisecond; the machine may be busy.
  expect(slowest).toBeLessThan(3000);
});

it('breaks files in the same way for the same number', () => {
  const seeds = fuzzSeeds(folder);
  const [one, again, other] = [fuzzCase(seeds, 7), fuzzCase(seeds, 7), fuzzCase(seeds, 8)];
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
});

/** An object whose table has `count` more sections, all like the one called `name`, over the same bytes. */
function repeated(name: string, count: number, length: number): Uint8Array {
  const object = readFileSync(compileBpf(path.join(objectFixtures, 'features.bpf.c'), folder));
  const bytes = withoutDebug(object);
  const view = new DataView(bytes.buffer);
  const table = Number(view.getBigUint64(40, true));
  const sections = view.getUint16(60, true);
  const whole = new Uint8Array(table + (sections + count) * 64 + length);
  whole.set(bytes);
  const out = new DataView(whole.buffer);
  const names = Number(view.getBigUint64(table + view.getUint16(62, true) * 64 + 24, true));
  let model = 0;
  for (let index = 0; index < sections; index++) {
    const start = names + view.getUint32(table + index * 64, true);
    if (Buffer.from(bytes.subarray(start, bytes.indexOf(0, start))).toString() === name) model = index;
  }
  expect(model).toBeGreaterThan(0);
  for (let index = 0; index < count; index++) {
    const at = table + (sections + index) * 64;
    whole.set(bytes.subarray(table + model * 64, table + (model + 1) * 64), at);
    out.setBigUint64(
      at + 32,
      BigInt(whole.length - Number(view.getBigUint64(table + model * 64 + 24, true))),
      true,
    );
  }
  out.setUint16(60, 0, true);
  out.setBigUint64(table + 32, BigInt(sections + count), true);
  return whole;
}

it.each(['main', '.relmain', '.rodata', '.symtab', '.maps', '.strtab'])(
  'survives ten thousand sections %s that lie over each other',
  { timeout: 60_000 },
  (name) => {
    const bytes = repeated(name, 10_000, 1 << 20);
    const start = performance.now();
    exercise(bytes);
    expect(performance.now() - start).toBeLessThan(10_000);
  },
);

it('survives a megabyte of types that share one endless name', { timeout: 60_000 }, () => {
  const count = 40_000;
  const bytes = new Uint8Array(24 + count * 12 + (1 << 20)).fill(0x61);
  const view = new DataView(bytes.buffer);
  [0x0001eb9f, 24, 0, count * 12, count * 12, 1 << 20].forEach((word, index) =>
    view.setUint32(index * 4, word, true),
  );
  for (let index = 0; index < count; index++) {
    const at = 24 + index * 12;
    [index * 10 + 1, 4 << 24, 8].forEach((word, field) => view.setUint32(at + field * 4, word, true));
  }
  const start = performance.now();
  exercise(bytes);
  expect(performance.now() - start).toBeLessThan(10_000);
});
