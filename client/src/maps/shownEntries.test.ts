import { expect, it } from 'vitest';
import { ShownEntries } from './shownEntries';

const key = (byte: number) => new Uint8Array([byte]);

it('knows the entry that a row showed last, and every entry by its key', () => {
  const shown = new ShownEntries();
  shown.note(0, ['1', 'lo'], key(1));
  shown.note(1, ['2', 'lo'], key(2));
  shown.note(0, ['2', 'lo'], key(2));
  expect(shown.at(0)).toEqual(key(2));
  expect(shown.named(['1', 'lo'])).toEqual(key(1));
  expect(shown.named(['1'])).toBeUndefined();
});

it('forgets rows that are others now', () => {
  const shown = new ShownEntries();
  shown.note(0, ['1'], key(1));
  shown.clear();
  expect([shown.at(0), shown.named(['1'])]).toEqual([undefined, undefined]);
});

it('does not grow without end', () => {
  const shown = new ShownEntries();
  for (let position = 0; position < 50_000; position += 1) shown.note(position, [String(position)], key(1));
  expect([shown.named(['0']), shown.named(['49999'])]).toEqual([undefined, key(1)]);
});
