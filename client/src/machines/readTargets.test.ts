import { describe, expect, it } from 'vitest';
import { findTarget, readTargets } from './readTargets';

describe('readTargets', () => {
  it('takes text and named entries', () => {
    expect(readTargets(['root@10.0.0.5:2222', { name: 'lab', host: 'me@[fe80::1]:22' }, 'local'])).toEqual({
      value: [
        { kind: 'ssh', name: 'root@10.0.0.5:2222', host: '10.0.0.5', user: 'root', port: 2222 },
        { kind: 'ssh', name: 'lab', host: 'fe80::1', user: 'me', port: 22 },
        { kind: 'local' },
      ],
      problems: [],
    });
  });

  it('names what is no machine and keeps the rest', () => {
    const read = readTargets([
      'good',
      'two words',
      7,
      null,
      { name: '', host: 'x' },
      { name: 'a', host: '-oX' },
    ]);
    expect(read.value).toEqual([{ kind: 'ssh', name: 'good', host: 'good' }]);
    expect(read.problems).toEqual([
      'two words',
      '7',
      'null',
      '{"name":"","host":"x"}',
      '{"name":"a","host":"-oX"}',
    ]);
  });
});

describe('findTarget', () => {
  const { value: own } = readTargets([{ name: 'lab', host: 'root@10.0.0.5' }]);

  it('prefers the name that the user gave', () => {
    expect(findTarget('lab', own)).toEqual({ kind: 'ssh', name: 'lab', host: '10.0.0.5', user: 'root' });
  });

  it('reads every other name as an alias or an address', () => {
    expect(findTarget('other', own)).toEqual({ kind: 'ssh', name: 'other', host: 'other' });
    expect(findTarget('', own)).toBeUndefined();
  });
});
