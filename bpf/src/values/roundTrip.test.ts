/** What is shown can be read back, for values of any type. `BTF_FUZZ_RUNS=100000` makes it a long run. */
import { env } from 'node:process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { writeBtf } from '../btf/btfWriter';
import { readBtf } from '../btf/readBtf';
import type { Btf } from '../btf/btf';
import { columnsOf } from './columnsOf';
import { encodeCell } from './encodeCell';
import { formatValue } from './formatValue';
import { parseValue } from './parseValue';
import { buildType, typeSpec } from './randomType';
import { readValue } from './readValue';
import { stringifyExact } from './stringifyExact';

const numRuns = Number(env['BTF_FUZZ_RUNS'] ?? 400);

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
