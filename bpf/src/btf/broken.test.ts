/**
 * Whatever the bytes, reading and printing end, soon, and without an exception. `BTF_FUZZ_RUNS=100000` makes it a
 * long run.
 */
import { env } from 'node:process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { writeBtf, type WrittenType } from './btfWriter';
import { printHeader } from './printHeader';
import { readBtf } from './readBtf';
import { sizeOf } from './measure';

const numRuns = Number(env['BTF_FUZZ_RUNS'] ?? 200);

function exercise(bytes: Uint8Array): void {
  const { value: btf } = readBtf(bytes);
  for (let id = 0; id <= btf.end; id++) {
    btf.type(id);
    sizeOf(btf, id);
  }
  btf.findAll('a');
  const before = performance.now();
  printHeader(btf);
  // Far above what it takes even on a busy machine; what this is about would take hours.
  expect(performance.now() - before).toBeLessThan(10_000);
}

const id = fc.nat(12);
const name = fc.constantFrom('', 'a', 'b', 'int', 'long int', '1 {', '\xff\xfe');
const word = fc.oneof(id, name, fc.integer({ min: 0, max: 0xffffffff }));
const type: fc.Arbitrary<WrittenType> = fc
  .tuple(fc.nat(20), name, fc.boolean(), fc.oneof(id, fc.nat()), fc.array(word, { maxLength: 12 }))
  .map(([kind, typeName, flag, sizeOrType, words]) => ({
    kind,
    name: typeName,
    flag,
    sizeOrType,
    words: padded(kind, words),
  }));

/** So many words as the kind has, that the types after it are found. */
function padded(kind: number, words: readonly (number | string)[]): (number | string)[] {
  if (kind === 1 || kind === 14 || kind === 17) return [words[0] ?? 32];
  if (kind === 3) return [words[0] ?? 1, words[1] ?? 1, words[2] ?? 1];
  if (kind === 4 || kind === 5 || kind === 15 || kind === 19)
    return words.slice(0, words.length - (words.length % 3));
  if (kind === 6 || kind === 13) return words.slice(0, words.length - (words.length % 2));
  return [];
}

it('survives types that make no sense', () => {
  fc.assert(
    fc.property(fc.array(type, { maxLength: 14 }), fc.boolean(), (types, little) =>
      exercise(writeBtf(types, little)),
    ),
    { numRuns },
  );
});

it('survives changed bytes', () => {
  fc.assert(
    fc.property(
      fc.array(type, { minLength: 3, maxLength: 14 }),
      fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { maxLength: 8 }),
      fc.nat(700),
      (types, changes, length) => {
        const bytes = writeBtf(types);
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
        exercise(bytes.slice(0, Math.max(length, 24)));
      },
    ),
    { numRuns },
  );
});

it('survives any bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), exercise), { numRuns });
});

it.each(['typedef', 'ptr', 'const', 'struct', 'array', 'func_proto'] as const)(
  'survives a chain of 20 000 × %s',
  (kind) => {
    exercise(
      writeBtf(
        Array.from({ length: 20_000 }, (_, at): WrittenType => {
          const next = at + 2;
          if (kind === 'struct')
            return { kind, name: at % 2 === 0 ? '' : `s${at}`, sizeOrType: 8, words: ['m', next, 0] };
          if (kind === 'array') return { kind, words: [next, next, 2] };
          if (kind === 'func_proto') return { kind, sizeOrType: next, words: ['p', next] };
          return { kind, name: kind === 'typedef' ? `t${at}` : '', sizeOrType: next };
        }),
      ),
    );
  },
);

it('survives anonymous structs that double at every level', () => {
  const levels = Array.from({ length: 60 }, (_, at): WrittenType => ({
    kind: 'struct',
    name: at === 0 ? 'top' : '',
    sizeOrType: 8,
    words: ['l', at + 2, 0, 'r', at + 2, 0],
  }));
  exercise(writeBtf([...levels, { kind: 'ptr' }]));
  exercise(writeBtf(levels.map((type, at) => ({ ...type, kind: 'union', name: at === 0 ? 'top' : '' }))));
});
