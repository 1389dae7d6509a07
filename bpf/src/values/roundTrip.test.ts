/** What is shown can be read back, for values of any type. `BTF_FUZZ_RUNS=100000` makes it a long run. */
import { env } from 'node:process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { writeBtf } from '../btf/btfWriter';
import { readBtf } from '../btf/readBtf';
import type { Btf } from '../btf/btf';
import { buildType, type TypeSpec } from './builtType';
import { columnsOf } from './columnsOf';
import { encodeCell } from './encodeCell';
import { formatValue } from './formatValue';
import { parseValue } from './parseValue';
import { readValue } from './readValue';
import { stringifyExact } from './stringifyExact';

const numRuns = Number(env['BTF_FUZZ_RUNS'] ?? 400);

const scalar: fc.Arbitrary<TypeSpec> = fc.oneof(
  fc.record({
    kind: fc.constant('int' as const),
    size: fc.constantFrom(1, 2, 4, 8, 16),
    signed: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('int' as const),
    size: fc.constantFrom(2, 4, 8),
    signed: fc.constant(false),
    network: fc.constant(true),
  }),
  fc.record({ kind: fc.constantFrom('bool' as const, 'pointer' as const) }),
  fc.record({ kind: fc.constant('float' as const), size: fc.constantFrom(4 as const, 8 as const) }),
  fc.record({ kind: fc.constant('enum' as const), size: fc.constantFrom(1, 4, 8), signed: fc.boolean() }),
  fc.record({
    kind: fc.constantFrom('chars' as const, 'octets' as const),
    count: fc.constantFrom(1, 4, 6, 16, 33),
  }),
);

const names = fc.constantFrom(
  'saddr',
  'addr6',
  'h_dest',
  'comm',
  'ts',
  'lat_us',
  'slots',
  'flags',
  'data',
  'x',
);

const typeSpec: fc.Arbitrary<TypeSpec> = fc.letrec<{ type: TypeSpec }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.record({
      kind: fc.constant('struct' as const),
      union: fc.constant(false),
      members: fc.array(
        fc.record({
          name: names,
          type: tie('type'),
          bits: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 64 })),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    }),
    fc.record({
      kind: fc.constant('struct' as const),
      union: fc.constant(true),
      members: fc.array(
        fc.record({
          name: names,
          type: fc.record({
            kind: fc.constant('int' as const),
            size: fc.constantFrom(1, 2, 4, 8, 16),
            signed: fc.boolean(),
          }),
          bits: fc.constant(0),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
    fc.record({
      kind: fc.constant('array' as const),
      element: tie('type'),
      count: fc.integer({ min: 1, max: 12 }),
    }),
  ),
})).type;

/** A type, and bytes of a value; every second of those is 0, since real values have many. */
function check(test: (value: { btf: Btf; id: number; bytes: Uint8Array }) => void): void {
  const bytes = fc.array(fc.oneof(fc.constant(0), fc.nat(255)), { minLength: 64, maxLength: 64 });
  fc.assert(
    fc.property(typeSpec, fc.boolean(), bytes, (spec, littleEndian, source) => {
      const { types, id, size, tidy } = buildType(spec, littleEndian);
      const value = Uint8Array.from({ length: size }, (_, at) => (source[at % 64] ?? 0) ^ (at >> 6));
      tidy(value);
      test({ btf: readBtf(writeBtf(types, littleEndian)).value, id, bytes: value });
    }),
    { numRuns },
  );
}

it('reads the line of C that it writes', () => {
  check(({ btf, id, bytes }) => {
    const text = formatValue(btf, id, bytes);
    expect({ text, ...parseValue(btf, id, text) }).toEqual({ text, bytes, problems: [] });
  });
});

it('reads the JSON that it writes', () => {
  check(({ btf, id, bytes }) => {
    // Text that is no UTF-8 cannot be told in JSON.
    if (/\\x[89a-f]/.test(formatValue(btf, id, bytes))) return;
    const text = stringifyExact(readValue(btf, id, bytes));
    expect({ text, ...parseValue(btf, id, text) }).toEqual({ text, bytes, problems: [] });
  });
});

it('reads its cells, and changes nothing beside them', () => {
  check(({ btf, id, bytes }) => {
    const view = new DataView(bytes.buffer);
    for (const column of columnsOf(btf, id, 'value').columns) {
      const text = column.text(view, 0);
      const other = bytes.map((byte) => byte ^ 0xff);
      const patched = other.slice();
      // A list that is cut keeps what it does not show.
      if (text.includes('…')) continue;
      const { bytes: patch, problems } = encodeCell(column, text, other);
      expect({ text, problems }).toEqual({ text, problems: [] });
      patched.set(patch, column.offset);
      expect(column.text(new DataView(patched.buffer), 0)).toBe(text);
      const before = column.text(new DataView(other.buffer), 0);
      const number = column.number(new DataView(other.buffer), 0);
      if (number === undefined || column.format === 'float') continue;
      // Written back over what was patched, the old value gives the old bytes: no other bit has changed.
      if (before !== 'NaN' && column.format !== 'bool')
        patched.set(encodeCell(column, before, patched).bytes, column.offset);
      else continue;
      expect(patched).toEqual(other);
    }
  });
});

it('agrees with itself on numbers', () => {
  check(({ btf, id, bytes }) => {
    const view = new DataView(bytes.buffer);
    for (const column of columnsOf(btf, id, 'value').columns) {
      const number = column.number(view, 0);
      if (column.format === 'number') expect(column.text(view, 0)).toBe(String(number));
    }
  });
});
