import { expect, it } from 'vitest';
import type { ExportFormat } from './exportFormats';
import { rowWriter } from './exportFormats';

const rows = [
  { text: 'first line', values: [18446744073709551615n, 'a,"b"\nc', undefined, true] },
  { text: 'second', values: [1, ' padded', 'x', false] },
];

function check(format: ExportFormat, some = rows): string {
  const writer = rowWriter(format, ['id', 'na,me', 'note', 'on']);
  return writer.begin + some.map((row) => writer.row(row)).join('') + writer.end;
}

it('writes text as it is', () => {
  expect(check('text')).toBe('first line\nsecond\n');
});

it('quotes in CSV what needs it', () => {
  expect(check('csv')).toBe(
    'id,"na,me",note,on\r\n18446744073709551615,"a,""b""\nc",,true\r\n1," padded",x,false\r\n',
  );
});

it('writes an object a line in JSON and keeps every digit', () => {
  const text = check('json');
  expect(text).toBe(
    '[\n{"id":18446744073709551615,"na,me":"a,\\"b\\"\\nc","on":true},\n' +
      '{"id":1,"na,me":" padded","note":"x","on":false}\n]\n',
  );
  expect(JSON.parse(text)).toHaveLength(2);
});

it('writes no rows as valid files', () => {
  expect(JSON.parse(check('json', []))).toEqual([]);
  expect(check('csv', [])).toBe('id,"na,me",note,on\r\n');
});
