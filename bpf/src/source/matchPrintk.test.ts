import { describe, expect, it } from 'vitest';
import { matchPrintk } from './matchPrintk';

/** The formats, of those given, that fit best. */
function check(message: string, ...formats: string[]): string[] {
  return matchPrintk(
    message,
    formats.map((format) => ({ format })),
  ).map(({ format }) => format);
}

describe('matchPrintk', () => {
  it.each([
    ['pid -12 uid 7', 'pid %d uid %u\n'],
    ['addr 0xffff8880 000000001234abcd', 'addr 0x%llx %p'],
    ['addr (____ptrval____)', 'addr %pK'],
    ['from 10.0.0.1 to fe80:0000::1', 'from %pI4 to %pI6'],
    ['[   42]|a |', '[%5lu]|%-2s|'],
    ['100% of x', '100%% of %c'],
    ['at vfs_read+0x10/0x20 [ext4]', 'at %pB'],
    ['', '%s'],
    ['', ''],
    ['second', 'first %d\nsecond'],
    ['comm: bash, path: /tmp/a, b', 'comm: %s, path: %s'],
  ])('%j is made by %j', (message, format) => expect(check(message, format)).toEqual([format]));

  it.each([
    ['pid x', 'pid %d'],
    ['pid 1 more', 'pid %d'],
    ['pid ', 'pid %d'],
    ['ip 10.0.0', 'ip4 %pI4'],
    ['x', ''],
  ])('%j is not made by %j', (message, format) => expect(check(message, format)).toEqual([]));

  it('takes the format with the most literal text', () => {
    expect(check('open /etc: 3', '%s', 'open %s', 'open %s: %d', 'close %s: %d')).toEqual(['open %s: %d']);
  });

  it('returns all that are equal', () => {
    expect(check('got 12', 'got %d', 'got %s', 'gave %d')).toEqual(['got %d', 'got %s']);
  });

  it('stays quick with many strings and a long message', () => {
    const before = performance.now();
    expect(check('a'.repeat(1024), '%sa%sa%sa%sa%sa%sa%sa%sa%sa%sa%sa%sb')).toEqual([]);
    expect(performance.now() - before).toBeLessThan(500);
  });
});
