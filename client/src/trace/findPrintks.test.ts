import { expect, it } from 'vitest';
import { findPrintks } from './findPrintks';

const files = new Map([
  [
    '/w/src/a.bpf.c',
    '#include "log.h"\n#include <bpf/bpf_helpers.h>\n#include "gone.h"\nint f(void *c) { bpf_printk("open %s by %d", n, p); return 0; }\n',
  ],
  [
    '/w/src/log.h',
    '#include "a.bpf.c"\nstatic int g(void) { bpf_printk("count %u", 1); bpf_printk("count %u", 2); return 0; }\n',
  ],
]);

async function check(message: string): Promise<string[]> {
  const found = await findPrintks(message, '/w/src/a.bpf.c', (file) => Promise.resolve(files.get(file)));
  return found.map((one) => `${one.file}:${one.range.start.line + 1} ${one.format}`);
}

it('finds the call in the file itself', async () => {
  expect(await check('open /etc/passwd by 12')).toEqual(['/w/src/a.bpf.c:4 open %s by %d']);
});

it('finds all that fit, in included files too', async () => {
  expect(await check('count 7')).toEqual(['/w/src/log.h:2 count %u', '/w/src/log.h:2 count %u']);
});

it('finds none for a line of another program', async () => {
  expect(await check('closed')).toEqual([]);
});
