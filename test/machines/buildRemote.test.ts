/** Builds on another machine, over SSH. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Host } from '#targets/host/host';
import { kernelOf } from '#targets/run/kernelOf';
import { onMachine } from './benchMachines';
import {
  brief,
  built,
  failureOf,
  fixtures,
  settings,
  startBuildBench,
  type BuildBench,
  objectPath,
} from './buildBench';
import { connectTo } from './connectTo';
import { countCalls } from './countCalls';

const { vm } = inject('machines');
let host: Host;
let bench: BuildBench;

beforeAll(async () => (host = await connectTo('vm61-alice')));
afterAll(() => host.dispose());
beforeEach(() => (bench = startBuildBench()));
afterEach(() => bench.dispose());

const alice = (command: string) => onMachine(vm, command, 'alice');
const program = 'int f(void *ctx) { return 0; }\n';

describe('on the VM', () => {
  it.each(readdirSync(join(fixtures, 'tutorials')))('%s compiles', async (name) => {
    const result = built(await bench.build(host, join(fixtures, 'tutorials', name), { workspace: fixtures }));
    expect(brief(result.diagnostics)).toEqual([]);
    expect(result.place).toBe('target');
    expect(await alice(`head -c 4 ${objectPath(result)}; stat -c %s ${objectPath(result)}`)).toBe(
      `\x7fELF${result.bytes}\n`,
    );
    expect(await alice(`stat -c %a ~/.cache/ebpf-workbench ${join(objectPath(result), '..')}`)).toBe(
      '700\n700\n',
    );
  });

  it('one call does it, and only what changed goes up', async () => {
    const counted = countCalls(host);
    await kernelOf(counted.host);
    const asked = counted.calls;
    const large = `/* ${'x'.repeat(300_000)} */\n`;
    bench.file(
      'large.h',
      large +
        Array.from({ length: 5000 }, () => Math.random())
          .map((n) => `/* ${n} */`)
          .join('\n'),
    );
    const source = bench.file('a.bpf.c', `#include "large.h"\n${program}`);
    built(await bench.build(counted.host, source));
    expect(counted.calls - asked).toBe(1);
    const first = counted.sent;
    writeFileSync(source, `#include "large.h"\n/* changed */\n${program}`);
    built(await bench.build(counted.host, source));
    expect(counted.calls - asked).toBe(2);
    expect(first).toBeGreaterThan(20_000);
    expect(counted.sent - first).toBeLessThan(500);
    const again = built(await bench.build(counted.host, source));
    expect([again.reused, counted.calls - asked, counted.sent - first < 500]).toEqual([true, 3, true]);
  });

  it('hostile names build and harm nothing', async () => {
    const names = ['$(touch pwned).bpf.c', `a'"b\`id\`.bpf.c`, '-o 你\n好.bpf.c', '--help.c'];
    for (const name of names) built(await bench.build(host, bench.file(name, program)));
    expect(await alice('ls -A ~ | grep -c pwned; true')).toBe('0\n');
  });

  it('messages lie in the local file', async () => {
    const directory = bench.copy('broken');
    const result = await bench.build(host, join(directory, 'syntax_in_include.bpf.c'));
    expect(result.diagnostics.map(({ file, line }) => [file, line])).toEqual([
      [join(directory, 'broken.h'), 2],
    ]);
  });

  it('a build that is cancelled leaves no compiler and no tree', async () => {
    await alice('mkdir -p ~/bin; printf "#!/bin/sh\\nexec sleep 4242\\n" >~/bin/slow; chmod +x ~/bin/slow');
    const slow = (await alice('echo ~/bin/slow')).trim();
    const abort = new AbortController();
    const source = bench.file('a.bpf.c', program);
    const building = bench.build(host, source, { settings: { ...settings, clang: slow } }, abort.signal);
    const sleeping = () => alice('pgrep -c -f "sleep [4]242"; true');
    await expect.poll(sleeping, { timeout: 30_000 }).toBe('1\n');
    abort.abort();
    expect(await failureOf(building)).toMatchObject({ code: 'cancelled' });
    await expect.poll(sleeping, { timeout: 30_000 }).toBe('0\n');
    expect(await alice('ls -d ~/.cache/ebpf-workbench/build/*/work.* 2>/dev/null | wc -l')).toBe('0\n');
  });
});

describe('here, for the VM', () => {
  it('compiles on this machine when the settings say so, and asks the target nothing', async () => {
    const source = join(fixtures, 'tutorials/exec_core.bpf.c');
    const here = { settings: { ...settings, place: 'here' as const }, workspace: fixtures };
    const counted = countCalls(host);
    const result = built(await bench.build(counted.host, source, here));
    expect(result.place).toBe('here');
    expect('content' in result.object && result.object.content.length).toBe(result.bytes);
    // Beyond the kernel's types, once.
    const before = counted.calls;
    built(await bench.build(counted.host, source, here));
    expect(counted.calls - before).toBe(0);
  });

  it('compiles on this machine when the target has no compiler of that name', async () => {
    const compiler = bench.script('exec clang "$@"');
    const source = bench.file('a.bpf.c', program);
    const result = await bench.build(host, source, {
      settings: { ...settings, place: 'auto', clang: compiler },
    });
    expect(built(result).place).toBe('here');
  });

  it('says what to install when neither has one', async () => {
    const source = bench.file('a.bpf.c', program);
    const failure = await failureOf(
      bench.build(host, source, { settings: { ...settings, place: 'auto', clang: 'clung' } }),
    );
    expect(failure).toMatchObject({ code: 'noCompiler' });
    expect(failure.message).toContain('sudo apt install clang libbpf-dev linux-libc-dev');
  });
});

describe('a target that cannot hold the build', () => {
  const mount = (options: string) =>
    onMachine(
      vm,
      `install -d -o alice /home/alice/.cache && mount -t tmpfs -o ${options} none /home/alice/.cache`,
    );
  afterEach(() => onMachine(vm, 'umount /home/alice/.cache'));

  it('is full', async () => {
    await mount('size=4k,nr_inodes=4,uid=$(id -u alice)');
    expect(await failureOf(bench.build(host, bench.file('a.bpf.c', program)))).toMatchObject({
      code: 'noSpace',
    });
  });

  it('is read-only', async () => {
    await mount('ro');
    expect(await failureOf(bench.build(host, bench.file('a.bpf.c', program)))).toMatchObject({
      code: 'readOnly',
    });
  });

  it('is not the user’s to write', async () => {
    await mount('mode=755');
    expect(await failureOf(bench.build(host, bench.file('a.bpf.c', program)))).toMatchObject({
      code: 'permission',
    });
  });
});
