import { expect, it } from 'vitest';
import { structType } from '../btf/btfWriter';
import { arrayOf, btfWith, firstOwn, scalarId } from './commonTypes';
import { counterLists, histogramOf, histogramOfSlots } from './histogram';

it('names slots as BCC does, up to the last that counts', () => {
  expect(histogramOf([4, 0, 2n, 9, 0, 0n], 'log2')).toEqual([
    { label: '0 -> 1', count: 4 },
    { label: '2 -> 3', count: 0 },
    { label: '4 -> 7', count: 2n },
    { label: '8 -> 15', count: 9 },
  ]);
  expect(histogramOf([1, 2], 'linear')).toEqual([
    { label: '0', count: 1 },
    { label: '1', count: 2 },
  ]);
  expect(histogramOf([0, 0n], 'log2')).toEqual([]);
  const top = histogramOf([...Array<number>(63).fill(0), 1], 'log2')[63];
  expect(top?.label).toBe('9223372036854775808 -> 18446744073709551615');
});

it('draws a map whose keys are slots, in any order', () => {
  expect(
    histogramOfSlots(
      [
        [2, 5n],
        [0n, 1],
        [-1, 3],
        [2n ** 40n, 3],
      ],
      'linear',
    ),
  ).toEqual([
    { label: '0', count: 1 },
    { label: '1', count: 0 },
    { label: '2', count: 5n },
  ]);
});

it('finds lists of counters', () => {
  const btf = btfWith([
    arrayOf('u32', 27),
    arrayOf('u64', 64),
    arrayOf('int', 27),
    arrayOf('u32', 8),
    arrayOf('u64', 10),
    structType('stats', 1000, [
      ['slots', firstOwn, 0],
      ['signed', firstOwn + 2, 0],
      ['few', firstOwn + 3, 0],
      ['cpus', firstOwn + 4, 864],
      ['id', scalarId('u32'), 0],
    ]),
    structType('outer', 1004, [['in', firstOwn + 5, 32]]),
  ]);
  const found = counterLists(btf, firstOwn + 6, 'value');
  expect(found).toMatchObject([
    { id: 'in.slots', offset: 4, length: 27, scale: 'log2' },
    { id: 'in.cpus', offset: 112, length: 10, scale: 'linear' },
  ]);
  const view = new DataView(new ArrayBuffer(16));
  view.setUint32(12, 9, true);
  expect(found[0]?.counts(view, 0)).toEqual([0, 0, 9]);
  expect(counterLists(btf, firstOwn + 1, 'value')).toMatchObject([
    { id: 'value', length: 64, scale: 'log2' },
  ]);
});
