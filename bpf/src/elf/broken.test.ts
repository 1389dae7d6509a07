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
import { readObject } from './readObject';

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

/** Sections of code that all lie over the same megabyte, each with a function of its own, and a ring buffer. */
function overlapping(count: number): Uint8Array {
  const code = 1 << 20;
  const names = '\0.text\0maps\0.symtab\0.strtab\0';
  const offsetOf = (name: string): number => names.indexOf(`\0${name}\0`) + 1;
  const places = { strings: 64 + code, map: 64 + code + 64, symbols: 64 + code + 96 };
  const table = places.symbols + (count + 1) * 24;
  const bytes = new Uint8Array(table + (count + 4) * 64);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(18, 247, true);
  view.setBigUint64(40, BigInt(table), true);
  [64, 0, 1].forEach((value, index) => view.setUint16(58 + index * 2, value, true));
  for (let at = 64; at < 64 + code; at += 8) bytes[at] = 0xb7;
  for (let at = 0; at < names.length; at++) bytes[places.strings + at] = names.charCodeAt(at);
  [27, 0, 0, 4096, 0].forEach((value, index) => view.setUint32(places.map + index * 4, value, true));
  const section = (index: number, name: string, type: number, offset: number, size: number): void => {
    const at = table + index * 64;
    view.setUint32(at, offsetOf(name), true);
    view.setUint32(at + 4, type, true);
    view.setUint32(at + 8, name === '.text' ? 4 : 0, true);
    view.setBigUint64(at + 24, BigInt(offset), true);
    view.setBigUint64(at + 32, BigInt(size), true);
    view.setUint32(at + 40, 1, true);
  };
  const symbol = (index: number, type: number, of: number): void => {
    const at = places.symbols + index * 24;
    view.setUint32(at, offsetOf(of === 3 ? 'maps' : '.text'), true);
    view.setUint8(at + 4, type);
    view.setUint16(at + 6, of, true);
  };
  view.setBigUint64(table + 32, BigInt(count + 4), true);
  section(1, '.strtab', 3, places.strings, names.length);
  section(2, '.symtab', 2, places.symbols, (count + 1) * 24);
  section(3, 'maps', 1, places.map, 20);
  symbol(0, 1, 3);
  for (let index = 0; index < count; index++) {
    section(4 + index, '.text', 1, 64, code);
    symbol(1 + index, 2, 4 + index);
  }
  return bytes;
}

it('gives the same instructions to no two programs', { timeout: 120_000 }, () => {
  const { value, problems } = readObject(overlapping(20_000));
  expect(value.maps.map(({ name, type }) => [name, type])).toEqual([['maps', 27]]);
  expect(value.programs.length).toBeGreaterThan(0);
  expect(value.programs.length).toBeLessThan(10);
  expect(problems.map(({ code }) => code)).toEqual(['noBtf', 'sectionsOverlap']);
  const start = performance.now();
  exercise(overlapping(20_000));
  expect(performance.now() - start).toBeLessThan(10_000);
});
