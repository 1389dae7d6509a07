import { expect, it } from 'vitest';
import { fillTemplate } from './fillTemplate';

it.each([
  [
    'SEC("kprobe/do_unlinkat") // do_unlinkat2',
    [['do_unlinkat', 'vfs_read']],
    'SEC("kprobe/vfs_read") // do_unlinkat2',
  ],
  [
    'SEC("uprobe//bin/bash:readline")',
    [
      ['/bin/bash', '/usr/bin/zsh'],
      ['readline', 'zleread'],
    ],
    'SEC("uprobe//usr/bin/zsh:zleread")',
  ],
  [
    'a b',
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    'b a',
  ],
  ['f(x)', [['f', '$&$1']], '$&$1(x)'],
  ['same', [['same', 'same']], 'same'],
])('%s', (source, pairs, expected) => {
  const fillings = pairs.map(([placeholder = '', answer = '']) => ({ placeholder, answer }));
  expect(fillTemplate(source, fillings)).toBe(expected);
});
