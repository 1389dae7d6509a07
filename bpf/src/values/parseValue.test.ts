import { describe, expect, it } from 'vitest';
import { structType } from '../btf/btfWriter';
import { arrayOf, btfWith, firstOwn, scalarId } from './commonTypes';
import { formatValue } from './formatValue';
import { parseValue } from './parseValue';

const own = (index: number): number => firstOwn + index;

const types = [
  arrayOf('u16', 4),
  arrayOf('char', 4),
  structType('point', 8, [
    ['x', scalarId('int'), 0],
    ['y', scalarId('int'), 32],
  ]),
  structType(
    '',
    4,
    [
      ['word', scalarId('u32'), 0],
      ['octet', scalarId('u8'), 0],
    ],
    'union',
  ),
  structType('s', 32, [
    ['id', scalarId('u32'), 0],
    ['list', own(0), 32],
    ['name', own(1), 96],
    ['point', own(2), 128],
    ['', own(3), 192],
    ['c', scalarId('colour'), 224],
  ]),
  arrayOf(own(2), 3),
];
const btf = btfWith(types);

/** The value as it is written back, and the problems with the text they stand at. */
function check(text: string, type = 4): unknown[] {
  const { bytes, problems } = parseValue(btf, own(type), text);
  return [
    formatValue(btf, own(type), bytes),
    ...problems.map(({ code, at = 0 }) => `${code} ${text.slice(at, at + 6)}`),
  ];
}

const zero =
  '{ .id = 0, .list = {0}, .name = "", .point = { .x = 0, .y = 0 }, .word = 0, .octet = 0, .c = 0 }';
const full =
  '{ .id = 7, .list = {1, 2, 3}, .name = "ab", .point = { .x = -1, .y = 2 }, .word = 258, .octet = 2, .c = RED }';

describe('parseValue', () => {
  it.each([
    ['{}', zero],
    ['{ 0 }', zero],
    ['{ 7, {1, 2, 3}, "ab", { -1, 2 }, { 258 }, RED }', full],
    [
      '{ .id = 7, .list = { 1, 2, 3 }, .name = "ab", .point = { .x = -1, .y = 2 }, .word = 0x102, .c = RED, };',
      full,
    ],
    [
      '{ .c = 1, .id = 7, .list[0] = 1, .list[2] = 3, .list[1] = 2, .name = "a" "b", .point.x = -1, .point.y = 2, .word = 258 }',
      full,
    ],
    [
      "(struct s){ .id = 7, { [0] = 1, 2, [2] = 3 }, .name = {'a', 'b'}, (struct point){ -1, 2 }, .word = 258, .c = 1 }",
      full,
    ],
    ['{"id": 7, "list": [1, 2, 3], "name": "ab", "point": {"x": -1, "y": 2}, "word": 258, "c": "RED"}', full],
    [
      '{"id": "7", "list": [1, 2, 3, 0], "name": "\\u0061b", "point.x": -1, "point.y": 2, "word": 258, "c": 1}',
      full,
    ],
    ['{ id: 7, list: [1,2,3], name: "ab", point: { x: -1, y: 2 }, word: 258, c: RED } // a comment', full],
    [
      '/* C */ { .id = 7, /* more */ .list = {1,2,3}, .name = "ab", .point = {-1,2}, .word = 258, .c = RED }',
      full,
    ],
  ])('%s', (text, line) => {
    expect(check(text)).toEqual([line]);
  });

  it('fills ranges', () => {
    expect(check('{ [0 ... 3] = 5 }', 0)).toEqual(['{5, 5, 5, 5}']);
    expect(check('[5, [2] = 7]', 0)).toEqual(['{5, 0, 7}']);
    expect(check('{ [1 ... 2] = { 1, 2 } }', 5)).toEqual([
      '{{ .x = 0, .y = 0 }, { .x = 1, .y = 2 }, { .x = 1, .y = 2 }}',
    ]);
  });

  it('goes on after what is wrong', () => {
    expect(check('{ .id = seven, .lits = { 1, 2 }, .name = "abcde", .c = 1 }')).toEqual([
      zero.replace('.c = 0', '.c = RED'),
      'notANumber seven,',
      'unknownMember .lits ',
      'textTooLong "abcde',
    ]);
    expect(check('{ 1, 2, 3, 4, 5 }', 0)).toEqual(['{1, 2, 3, 4}', 'tooMany 5 }']);
    expect(check('{ [4] = 1 }', 0)).toEqual(['{0}', 'tooMany [4] = ']);
    expect(check('{ .point = 5, .id = { 1 } }')).toEqual([zero, 'wantsBraces 5, .id', 'noBraces { 1 } ']);
    expect(check('{ .name = ab }')).toEqual([zero, 'wantsQuotes ab }']);
    expect(check('{ .id = 1, … }')).toEqual([zero.replace('.id = 0', '.id = 1'), 'cut … }']);
  });

  it('stops where it cannot tell how to go on', () => {
    expect(check('')).toEqual([zero, 'empty ']);
    expect(check('{ .id = 1')).toEqual([zero.replace('.id = 0', '.id = 1'), 'unterminated { .id ']);
    expect(check('{ .name = "ab }')).toEqual([zero, 'unterminated "ab }']);
    expect(check('{ .id = 1 } x')).toEqual([zero.replace('.id = 0', '.id = 1'), 'unexpected x']);
    expect(check('{ .id = 1 .c = 2 }')).toEqual([zero, 'notANumber 1 .c =']);
    expect(check('{ , }')).toEqual([zero, 'unexpected , }']);
    expect(check('{'.repeat(70), 5)[1]).toMatch(/^unterminated|deep|noBraces/);
  });

  it('says which members there are', () => {
    expect(parseValue(btf, own(4), '{ .octets = 1 }').problems).toEqual([
      {
        code: 'unknownMember',
        at: 2,
        text: 'octets',
        names: ['id', 'list', 'name', 'point', 'word', 'octet', 'c'],
      },
    ]);
    expect(parseValue(btf, own(4), '{ .point.z = 1 }').problems).toEqual([
      { code: 'unknownMember', at: 2, text: 'z', names: ['x', 'y'] },
    ]);
  });

  it('gives no bytes to a type without values', () => {
    expect(parseValue(btf, 0, '1')).toEqual({ bytes: new Uint8Array(), problems: [{ code: 'noSize' }] });
    const huge = btfWith([arrayOf('u64', 0xffffffff)]);
    expect(parseValue(huge, firstOwn, '{}').problems).toMatchObject([
      { code: 'tooLarge', size: 8 * 0xffffffff },
    ]);
  });
});
