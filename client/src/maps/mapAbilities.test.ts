import { expect, it } from 'vitest';
import { abilitiesOf, isReadOnly } from './mapAbilities';

const map = (type: string, more: { frozen?: boolean; flags?: number; slots?: number } = {}) => ({
  type,
  frozen: false,
  flags: 0,
  slots: 1,
  ...more,
});
const done = (...args: Parameters<typeof map>) => {
  const { edit, add, remove, parts } = abilitiesOf(map(...args));
  return { edit, add, remove, parts };
};

it('changes, adds and removes entries of hash maps', () => {
  expect(done('hash')).toEqual({ edit: true, add: true, remove: true, parts: false });
});

it('changes entries of arrays, which are always there', () => {
  expect(done('array')).toEqual({ edit: true, add: false, remove: false, parts: false });
});

it('shows the parts of per-CPU values, which are sums and so not to be written', () => {
  expect(done('percpu_hash', { slots: 4 })).toEqual({ edit: false, add: false, remove: true, parts: true });
});

it('adds to queues and takes from them', () => {
  expect(done('queue')).toEqual({ edit: false, add: true, remove: true, parts: false });
});

it('leaves alone what the kernel fills, and what nobody can take out', () => {
  expect(done('stack_trace')).toEqual({ edit: false, add: false, remove: true, parts: false });
  expect(done('bloom_filter')).toEqual({ edit: false, add: true, remove: false, parts: false });
});

it('changes nothing of what is frozen or for programs only to write', () => {
  expect(done('hash', { frozen: true })).toEqual({ edit: false, add: false, remove: false, parts: false });
  // BPF_F_RDONLY
  expect(isReadOnly(map('hash', { flags: 1 << 3 }))).toBe(true);
  // BPF_F_NO_PREALLOC
  expect(isReadOnly(map('hash', { flags: 1 }))).toBe(false);
});
