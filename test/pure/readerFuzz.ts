/**
 * Broken objects and broken BTF for the readers of both. Each case is made from its number alone, so that a bad one
 * can be had again. Used by a test for some seconds and by bench/fuzzReaders.ts for a million.
 */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { intType, structType, writeBtf } from '../../bpf/src/btf/btfWriter';
import { sizeOf } from '../../bpf/src/btf/measure';
import { printHeader } from '../../bpf/src/btf/printHeader';
import { readBtf } from '../../bpf/src/btf/readBtf';
import { readObject } from '../../bpf/src/elf/readObject';
import { globalsOf } from '../../bpf/src/elf/globals';
import { coreRelocationsOf, functionType, linesOf } from '../../bpf/src/elf/programLines';
import { recordSizes, recordTypes } from '../../bpf/src/elf/recordType';
import { compileBpf, objectFixtures, withoutDebug } from './compileBpf';

export interface Seed {
  bytes: Uint8Array;
  littleEndian: boolean;
  /** Where a change tells most: headers, symbols, relocations, types. */
  hot: { start: number; end: number }[];
  /** Its share of the cases. */
  weight: number;
}

/** Compiled into `folder`. The larger ones are rarer, that the whole is quick. */
export function fuzzSeeds(folder: string): Seed[] {
  const seeds: Seed[] = [];
  for (const [name, weight] of [
    ['small', 60],
    ['legacy', 20],
    ['features', 3],
    ['records', 1],
  ] as const) {
    for (const [target, littleEndian] of [
      ['bpf', true],
      ['bpfeb', false],
    ] as const) {
      const source = path.join(objectFixtures, `${name}.bpf.c`);
      const object = readFileSync(compileBpf(source, folder, '-target', target));
      const bytes = withoutDebug(object, littleEndian);
      seeds.push({ bytes, littleEndian, hot: hotOf(bytes, littleEndian), weight });
      for (const { name: section, bytes: inside } of readObject(bytes).value.elf.sections) {
        if (section === '.BTF') seeds.push(btfSeed(inside.slice(), littleEndian, weight));
      }
    }
  }
  const cyclic = writeBtf([
    intType('int', 4),
    structType('a', 16, [
      ['b', 3, 0],
      ['p', 4, 64],
    ]),
    structType('b', 16, [['a', 2, 0]]),
    { kind: 'ptr', sizeOrType: 5 },
    { kind: 'typedef', name: 't', sizeOrType: 6 },
    { kind: 'const', sizeOrType: 5 },
    { kind: 'array', words: [7, 1, 0xffffffff] },
    { kind: 'func_proto', sizeOrType: 8, words: ['x', 8, '', 0] },
    { kind: 'datasec', name: '.maps', sizeOrType: 0xffffffff, words: [9, 0, 0xffffffff, 9, 0, 8] },
  ]);
  seeds.push(btfSeed(cyclic, true, 40));
  return seeds;
}

function btfSeed(bytes: Uint8Array, littleEndian: boolean, weight: number): Seed {
  return { bytes, littleEndian, hot: [{ start: 0, end: 24 }], weight };
}

function hotOf(bytes: Uint8Array, littleEndian: boolean): Seed['hot'] {
  const { sections } = readObject(bytes).value.elf;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const table = Number(view.getBigUint64(40, littleEndian));
  const hot = [
    { start: 0, end: 64 },
    { start: table, end: bytes.length },
  ];
  for (const { name, offset, size, type } of sections) {
    if (/^\.(?:BTF|symtab|rel|maps)|^maps/.test(name) && type !== 8 && size > 0) {
      hot.push({ start: offset, end: offset + size });
    }
  }
  return hot;
}

/** The same bytes for the same number. */
export function fuzzCase(seeds: readonly Seed[], number: number): Uint8Array {
  const random = generator(number);
  const below = (limit: number): number => Math.floor(random() * limit);
  const seed = pick(seeds, random());
  const bytes = seed.bytes.slice();
  const view = new DataView(bytes.buffer);
  const place = (): number => {
    const hot = random() < 0.7 ? seed.hot[below(seed.hot.length)] : undefined;
    const { start, end } = hot ?? { start: 0, end: bytes.length };
    return Math.min(start + below(end - start), bytes.length - 1);
  };
  let end = bytes.length;
  for (let change = below(5); change >= 0; change--) {
    const at = place();
    const word = Math.min(at & ~3, bytes.length - 4);
    const values = [
      0,
      1,
      0xffffffff,
      0x7fffffff,
      word,
      bytes.length,
      bytes.length - word,
      below(bytes.length),
      below(64),
    ];
    switch (below(7)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
        break;
      case 1:
        bytes[at] = below(256);
        break;
      case 2:
      case 3:
        view.setUint32(word, values[below(values.length)] ?? 0, seed.littleEndian);
        break;
      case 4:
        // Another number of the file: circles, and lengths of something else.
        view.setUint32(word, view.getUint32(Math.min(place() & ~3, bytes.length - 4), true), true);
        break;
      case 5:
        bytes.copyWithin(at, place(), place());
        break;
      case 6:
        if (random() < 0.2) end = Math.min(end, below(bytes.length));
        else view.setUint16(Math.min(at & ~1, bytes.length - 2), below(0x10000), seed.littleEndian);
        break;
    }
  }
  return bytes.subarray(0, end);
}

/** Reads whatever it is and looks at all of it; returns a count, so that nothing can be left out as unused. */
export function exercise(bytes: Uint8Array): number {
  if (bytes[0] === 0x7f) return exerciseObject(bytes);
  const { value: btf } = readBtf(bytes);
  let count = printHeader(btf).length;
  for (let id = 0; id <= btf.end; id++) {
    btf.type(id);
    count += sizeOf(btf, id) ?? 0;
  }
  return count + btf.findAll('event').length;
}

function exerciseObject(bytes: Uint8Array): number {
  const { value: object, problems } = readObject(bytes);
  let count = problems.length + object.externs.length + object.coreRelocations;
  for (const program of object.programs) {
    if (program.bytes.length !== program.instructions * 8) throw new Error('a program of another length');
    for (const { instruction } of program.references) {
      if (instruction < 0 || instruction >= program.instructions) throw new Error('a reference outside');
    }
    for (const { instruction } of linesOf(object, program)) {
      if (instruction < 0 || instruction >= program.instructions) throw new Error('a line outside');
    }
    count += coreRelocationsOf(object, program).length + (functionType(object, program) ?? 0);
  }
  for (const { bytes: initial, size } of globalsOf(object)) {
    if (initial.length > size) throw new Error('more bytes than the variable has');
    count += initial.length;
  }
  for (const map of object.maps) {
    count += map.values.length + (map.inner?.maxEntries ?? 0);
    count += recordTypes(object, map.name).length;
  }
  count += recordSizes(object, object.maps[0]?.name ?? '').length;
  return count + (object.btf ? printHeader(object.btf).length : 0);
}

function pick(seeds: readonly Seed[], random: number): Seed {
  let left = random * seeds.reduce((sum, { weight }) => sum + weight, 0);
  for (const seed of seeds) if ((left -= seed.weight) < 0) return seed;
  throw new Error('No seeds to break');
}

/** Numbers from 0 to 1: a counter whose bits are mixed. */
function generator(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
