import { expect, it } from 'vitest';
import { emptiness } from './emptyState';

const nothing = {
  first: 0,
  end: 0,
  total: 0,
  held: 0,
  doing: '',
  progress: null,
  live: false,
  ended: null,
};

it.each([
  ['map', { end: 1, total: 1 }, 'rows'],
  ['map', {}, 'empty'],
  ['map', { live: true }, 'empty'],
  ['map', { doing: 'Reading' }, 'waiting'],
  ['map', { progress: 0.5 }, 'waiting'],
  ['map', { total: 10 }, 'noMatch'],
  ['map', { total: 10, doing: 'Filtering' }, 'rows'],
  ['events', { live: true }, 'waiting'],
  ['events', { live: true, total: 5, held: 5 }, 'waiting'],
  ['events', { live: true, ended: 'gone' }, 'empty'],
  ['events', {}, 'empty'],
] as const)('%s %j: %s', (kind, status, expected) => {
  expect(emptiness({ kind }, { ...nothing, ...status })).toBe(expected);
});
