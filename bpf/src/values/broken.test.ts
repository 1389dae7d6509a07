/**
 * Whatever the types and the bytes, values are read, shown and written in bounded time and without an exception.
 * `BTF_FUZZ_RUNS=100000` makes it a long run.
 */
import { env } from 'node:process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { intType, structType, writeBtf, type WrittenType } from '../btf/btfWriter';
import { readBtf } from '../btf/readBtf';
import { mostColumns } from './columnFinder';
import { columnsOf, formatsFor } from './columnsOf';
import { variablesOf } from './dataSection';
import { encodeCell } from './encodeCell';
import { formatValue } from './formatValue';
import { counterLists } from './histogram';
import { parseValue } from './parseValue';
import { readValue } from './readValue';
import { stringifyExact } from './stringifyExact';
import { typeName } from './typeName';

const numRuns = Number(env['BTF_FUZZ_RUNS'] ?? 200);

function exercise(btfBytes: Uint8Array, bytes: Uint8Array, ids?: readonly number[]): void {
  const { value: btf } = readBtf(btfBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const before = performance.now();
  for (const id of ids ?? Array.from({ length: btf.end + 1 }, (_, at) => at)) {
    typeName(btf, id);
    formatsFor(btf, id, 'saddr');
    const { columns } = columnsOf(btf, id, 'value');
    expect(columns.length).toBeLessThanOrEqual(mostColumns);
    for (const column of columns) {
      const text = column.text(view, 0);
      column.number(view, 0);
      column.text(view, bytes.length + 1);
      if (column.size < 1_000_000) encodeCell(column, `${text} `, bytes);
    }
    const line = formatValue(btf, id, bytes);
    stringifyExact(readValue(btf, id, bytes));
    parseValue(btf, id, line.slice(0, 10_000));
    for (const list of counterLists(btf, id, 'value')) list.counts(view, 0);
    for (const variable of variablesOf(btf, id, bytes)) variable.columns();
  }
  // Far above what it takes even on a busy machine; what this is about would take hours.
  expect(performance.now() - before).toBeLessThan(10_000);
}

const id = fc.nat(12);
const name = fc.constantFrom('', 'a', 'saddr', 'prefixlen', 'char', '__be32', 'in_addr', '__proto__', '\xff');
const word = fc.oneof(id, name, fc.integer({ min: 0, max: 0xffffffff }), fc.constantFrom(8, 16, 32, 64));
const type: fc.Arbitrary<WrittenType> = fc
  .tuple(fc.nat(20), name, fc.boolean(), fc.oneof(id, fc.nat()), fc.array(word, { maxLength: 12 }))
  .map(([kind, typeNamed, flag, sizeOrType, words]) => ({
    kind,
    name: typeNamed,
    flag,
    sizeOrType,
    words: whole(kind, words),
  }));

/** So many words as the kind has, that the types after it are found. */
function whole(kind: number, words: readonly (number | string)[]): (number | string)[] {
  if (kind === 1 || kind === 14 || kind === 17) return [words[0] ?? 32];
  if (kind === 3) return [words[0] ?? 1, words[1] ?? 1, words[2] ?? 1];
  if (kind === 4 || kind === 5 || kind === 15 || kind === 19)
    return words.slice(0, words.length - (words.length % 3));
  if (kind === 6 || kind === 13) return words.slice(0, words.length - (words.length % 2));
  return [];
}

it('survives types that make no sense', () => {
  fc.assert(
    fc.property(
      fc.array(type, { maxLength: 14 }),
      fc.boolean(),
      fc.uint8Array({ maxLength: 80 }),
      (types, little, bytes) => exercise(writeBtf(types, little), bytes),
    ),
    { numRuns },
  );
});

it('survives any text', () => {
  const { value: btf } = readBtf(
    writeBtf([
      intType('int', 4),
      { kind: 'array', words: [1, 1, 40] },
      structType('s', 168, [
        ['a', 1, 0],
        ['list', 2, 32],
        ['', 4, 1312],
      ]),
      structType('', 4, [['b', 1, 0]], 'union'),
    ]),
  );
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    '=',
    ':',
    '.a',
    'b',
    '"',
    "'",
    '...',
    '…',
    '0x',
    '1',
    '(',
    ';',
  );
  const text = fc.oneof(
    fc.array(piece, { maxLength: 30 }).map((parts) => parts.join('')),
    fc.string(),
  );
  fc.assert(
    fc.property(text, (input) => {
      const { bytes, problems } = parseValue(btf, 3, input);
      expect(bytes).toHaveLength(168);
      for (const problem of problems) expect(problem.at).toBeLessThanOrEqual(input.length);
      for (const column of columnsOf(btf, 3, 'value').columns) encodeCell(column, input, bytes);
    }),
    { numRuns: numRuns * 5 },
  );
});

it.each([
  ['open braces', '{'.repeat(1_000_000)],
  ['open quotes', `"${'a\\"'.repeat(1_000_000)}`],
  ['an open comment', '/*'.repeat(1_000_000)],
  ['commas', ','.repeat(1_000_000)],
  ['digits', '9'.repeat(1_000_000)],
  ['blanks', ' '.repeat(1_000_000)],
])('survives a text of %s', (_, text) => {
  const { value: btf } = readBtf(writeBtf([intType('int', 4), { kind: 'array', words: [1, 1, 4] }]));
  const before = performance.now();
  expect(parseValue(btf, 1, text).problems.length).toBeGreaterThan(0);
  expect(parseValue(btf, 2, text).problems.length).toBeGreaterThan(0);
  expect(parseValue(btf, 2, `{${text}`).problems.length).toBeGreaterThan(0);
  expect(performance.now() - before).toBeLessThan(5000);
});

it('survives counts of four thousand million', () => {
  const most = 0xffffffff;
  const types = [
    intType('int', 4), // 1
    { kind: 'array', words: [1, 1, most] }, // 2
    { kind: 'array', words: [2, 1, most] },
    structType('empty', 0, []), // 4
    { kind: 'array', words: [4, 1, most] },
    { kind: 'int', name: 'char', sizeOrType: 1, words: [8] },
    { kind: 'array', words: [6, 1, most] }, // 7
    structType('huge', most, [
      ['text', 7, 0],
      ['list', 2, 64],
      ['far', 1, 0xffffff],
    ]),
    { kind: 'array', words: [8, 1, most] },
  ] satisfies WrittenType[];
  exercise(writeBtf(types), new Uint8Array(4000).fill(7));
});

it('survives structs that double at every level, and what holds itself', () => {
  const levels = Array.from({ length: 60 }, (_, at): WrittenType => ({
    kind: at % 2 === 0 ? 'struct' : 'union',
    name: `s${at}`,
    sizeOrType: 8,
    words: ['l', at + 2, 0, 'r', at + 2, 0],
  }));
  const bytes = new Uint8Array(64).fill(1);
  exercise(writeBtf([...levels, { kind: 'ptr' }]), bytes, [1, 2, 30]);
  exercise(writeBtf(levels.map((level) => ({ ...level, name: '' }))), bytes, [1, 2, 30]);
  const anonymous = levels.map((level, at) => ({
    ...level,
    name: '',
    words: ['', at + 2, 0, '', at + 2, 0],
  }));
  exercise(writeBtf([...anonymous, intType('int', 4)]), bytes, [1, 2, 30]);
  exercise(writeBtf([{ kind: 'var', name: 'self', sizeOrType: 1, words: [1] }]), bytes);
  exercise(writeBtf([structType('self', 8, [['self', 1, 0]])]), bytes);
  exercise(writeBtf([{ kind: 'array', words: [1, 1, 2] }]), bytes);
  exercise(writeBtf([structType('loop', 8, [['list', 2, 0]]), { kind: 'array', words: [1, 1, 8] }]), bytes);
});

it('keeps members of any name', () => {
  const { value: btf } = readBtf(
    writeBtf([
      intType('int', 4),
      structType('s', 8, [
        ['__proto__', 1, 0],
        ['constructor', 1, 32],
      ]),
    ]),
  );
  const tree = readValue(btf, 2, Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0));
  expect(stringifyExact(tree)).toBe('{"__proto__":1,"constructor":2}');
});

it('shows as much of a short record as there is', () => {
  const { value: btf } = readBtf(
    writeBtf([
      intType('int', 4),
      { kind: 'int', name: 'char', sizeOrType: 1, words: [8] },
      { kind: 'array', words: [2, 1, 16] },
      structType('s', 24, [
        ['pid', 1, 0],
        ['text', 3, 32],
        ['last', 1, 160],
      ]),
    ]),
  );
  const bytes = Uint8Array.of(1, 0, 0, 0, 0x68, 0x69);
  const view = new DataView(bytes.buffer);
  const { columns } = columnsOf(btf, 4, 'record');
  expect(columns.map((column) => column.text(view, 0))).toEqual(['1', 'hi', '']);
  expect(columns.map((column) => column.number(view, 0))).toEqual([1, undefined, undefined]);
  expect(readValue(btf, 4, bytes)).toEqual({ pid: 1, text: 'hi' });
  expect(formatValue(btf, 4, bytes)).toBe('{ .pid = 1, .text = "hi", … }');
});

it('writes structs without members, wherever they stand', () => {
  const { value: btf } = readBtf(
    writeBtf([
      intType('int', 4),
      structType('empty', 0, []),
      structType('s', 4, [
        ['first', 2, 0],
        ['id', 1, 0],
        ['last', 2, 32],
      ]),
    ]),
  );
  const bytes = Uint8Array.of(5, 0, 0, 0);
  const line = '{ .first = {}, .id = 5, .last = {} }';
  expect(formatValue(btf, 3, bytes)).toBe(line);
  expect(parseValue(btf, 3, line)).toEqual({ bytes, problems: [] });
  expect(readValue(btf, 3, bytes)).toEqual({ first: {}, id: 5, last: {} });
});
