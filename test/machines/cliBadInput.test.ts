/** Bad input on the command line: a clear message, the right exit code, nothing left behind. */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { kernelHoldings, newSince } from './benchKernel';
import { onMachine } from './benchMachines';
import { eventsOf, fixture, nothing, on, runUntilTraced, settled } from './cliRun';
import { ebpf } from './ebpf';

const { vm, here } = inject('machines');
const fork = fixture('tutorials/fork.bpf.c');

describe('the command line itself', () => {
  it.each([
    { args: [], says: /Usage: ebpf/ },
    { args: ['fly'], says: /no command "fly"/ },
    { args: ['run'], says: /Name the C file/ },
    { args: ['run', 'no/such/file.c'], says: /no file no\/such\/file\.c/ },
    { args: ['run', fork, '--duration', 'soon'], says: /"soon" is no duration/ },
    { args: ['run', fork, '--target', '-oProxyCommand=x'], says: /is no target|ambiguous/ },
    { args: ['run', fork, '--wings'], says: /--wings/ },
  ])('$args is refused with 2', async ({ args, says }) => {
    const { code, stderr } = await ebpf(args);
    expect(stderr).toMatch(says);
    expect(code).toBe(2);
  });

  it('stops by itself after --duration, with 0', async () => {
    const { code, stdout, stderr } = await ebpf(['run', fork, '--duration', '500ms']);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain('Attached handle_fork to sched/sched_process_fork (tracepoint)');
    // Only trace lines on stdout.
    for (const line of stdout.split('\n').filter((text) => text !== ''))
      expect(line).toMatch(/bpf_trace_printk: fork seen|LOST/);
  });
});

describe('programs', () => {
  it('a syntax error exits with 1 and names file, line and column', async () => {
    const { code, stderr } = await ebpf(['run', fixture('bad/syntax.bpf.c')]);
    expect(stderr).toContain(`${fixture('bad/syntax.bpf.c')}:7:10: error: expected expression`);
    expect(code).toBe(1);
  });

  it.each(['local', 'vm61'])(
    'a rejection on %s exits with 4, shows the log and its last words',
    async (target) => {
      const machine = target === 'local' ? here : vm;
      const before = await kernelHoldings(machine);
      const { code, stderr } = await ebpf(['run', fixture('bad/rejected.bpf.c'), ...on(target)]);
      expect(stderr).toMatch(
        /The verifier rejected no_null_check, SEC\("tracepoint\/sched\/sched_process_fork"\): .*map_value_or_null/,
      );
      expect(code).toBe(4);
      expect(newSince(before, await settled(machine, before))).toEqual(nothing);
    },
  );

  it('verify loads and attaches nothing', async () => {
    const { code, stdout } = await ebpf(['verify', fork, '--json']);
    const events = eventsOf({ code, stdout, stderr: '' });
    expect(events.filter(({ type }) => type === 'program')).toMatchObject([
      { program: { status: 'loaded' } },
    ]);
    expect(events.filter(({ type }) => type === 'attached')).toEqual([]);
    expect(code).toBe(0);
    expect((await ebpf(['verify', fixture('bad/rejected.bpf.c')])).code).toBe(4);
  });

  it('a function that does not exist exits with 5 and offers a near name', async () => {
    const { code, stderr } = await ebpf(['run', fixture('bad/no_such_function.bpf.c'), ...on('vm61')]);
    expect(stderr).toMatch(/Not attached: nowhere, SEC\("kprobe\/do_unlinkatt"\): .*do_unlinkat\b/);
    expect(code).toBe(5);
  });

  it('a function that fentry does not find exits with 5 too, though the kernel asks for it at load', async () => {
    const { code, stderr } = await ebpf(['run', fixture('bad/no_such_fentry.bpf.c'), ...on('vm61')]);
    expect(stderr).toMatch(/Not attached: nowhere, SEC\("fentry\/do_unlinkatt"\): .*do_unlinkat\b/);
    expect(code).toBe(5);
  });

  it('a tracepoint that does not exist exits with 5 and offers a near name', async () => {
    const { code, stderr } = await ebpf(['run', fixture('bad/no_such_tracepoint.bpf.c')]);
    expect(stderr).toMatch(/Not attached: nowhere.*sched_process_fork\b/);
    expect(code).toBe(5);
  });

  it('an interface that does not exist exits with 5 and is named', async () => {
    const { code, stderr } = await ebpf(['run', fixture('tutorials/xdp_count.bpf.c'), '--iface', 'nope0']);
    expect(stderr).toMatch(/Not attached: xdp_counter.*nope0/);
    expect(code).toBe(5);
  });

  it('a section that has no hook of its own exits with 5 and is named', async () => {
    const { code, stderr } = await ebpf(['run', fixture('bad/not_by_itself.bpf.c')]);
    expect(stderr).toMatch(/Not attached: later, SEC\("action"\): .*tc action/);
    expect(code).toBe(5);
  });

  it('a section that leaves its target open, and nobody to ask: exits with 2 and says what there is', async () => {
    const { code, stderr } = await ebpf(['run', fixture('tutorials/xdp_count.bpf.c')]);
    expect(stderr).toMatch(/--attach xdp_counter=TARGET, where the target may be: .*\blo\b/);
    expect(code).toBe(2);
  });
});

describe('machines', () => {
  it('no way in: an unreachable host exits with 3', async () => {
    // A port that nobody listens on.
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const { code, stderr } = await ebpf(['run', fork, '--target', `root@127.0.0.1:${port}`]);
    expect(stderr).toMatch(/refuses SSH connections/);
    expect(code).toBe(3);
  });

  it('a host without a name in the DNS exits with 3', async () => {
    const { code, stderr } = await ebpf(['run', fork, '--target', 'root@no-such-host.invalid']);
    expect(stderr).toContain('no-such-host.invalid');
    expect(code).toBe(3);
  });

  it('an unknown host key is not trusted without a person', async () => {
    const { code, stderr } = await ebpf(['run', fork, '--target', `root@127.0.0.1:${vm.port}`]);
    expect(stderr).toMatch(/SHA256:/);
    expect(code).toBe(3);
  });

  it('not root, and sudo refuses: exits with 3 and says what to do', async () => {
    const { code, stderr } = await ebpf(['run', fork, ...on('vm61-carol')]);
    expect(stderr).toMatch(/sudo/);
    expect(stderr).toMatch(/carol/);
    expect(code).toBe(3);
  });

  it('not root, and sudo lets in without a password: it runs', async () => {
    const args = [fork, ...on('vm61-alice')];
    const { spoken, left } = await runUntilTraced(args, vm, 'true', /fork seen/);
    expect(spoken.code).toBe(130);
    expect(left).toEqual(nothing);
  });
});

describe('a VM that lacks something', () => {
  const undo: string[] = [];
  const lack = async (command: string, back: string): Promise<void> => {
    undo.unshift(back);
    await onMachine(vm, command);
  };
  afterEach(async () => {
    for (const command of undo.splice(0)) await onMachine(vm, command);
  });

  it('no clang there: builds here and runs; told to build there, exits with 3 and the command to mend it', async () => {
    await lack(
      'cd /usr/bin && for c in clang*; do mv $c away-$c; done',
      'cd /usr/bin && for c in away-*; do mv $c ${c#away-}; done',
    );
    const { spoken } = await runUntilTraced([fork, ...on('vm61')], vm, 'true', /fork seen/);
    expect(spoken.stdout).toContain('"place":"here"');
    const { code, stderr } = await ebpf(['run', fork, ...on('vm61'), '--build', 'target']);
    expect(stderr).toMatch(/apt(-get)? install .*clang/);
    expect(code).toBe(3);
  });

  it('no BTF, where vmlinux.h is wanted: exits with 3 and says so', async () => {
    await lack('mount -t tmpfs tmpfs /sys/kernel/btf', 'umount /sys/kernel/btf');
    const { code, stderr } = await ebpf(['run', fixture('bad/needs_btf.bpf.c'), ...on('vm61')]);
    expect(stderr).toMatch(/BTF/);
    expect(code).toBe(3);
    expect((await ebpf(['run', fork, ...on('vm61'), '--duration', '300ms'])).code).toBe(0);
  });

  it('tracefs not mounted: it runs all the same, and leaves it unmounted', async () => {
    await lack(
      'umount /sys/kernel/debug/tracing 2>/dev/null; umount /sys/kernel/debug; umount /sys/kernel/tracing',
      'mount -t tracefs tracefs /sys/kernel/tracing; mount -t debugfs debugfs /sys/kernel/debug',
    );
    const { spoken, left } = await runUntilTraced([fork, ...on('vm61')], vm, 'true', /fork seen/);
    expect(spoken.code).toBe(130);
    expect(left).toEqual(nothing);
    expect(await onMachine(vm, 'grep -c " tracefs " /proc/mounts || true')).toBe('0\n');
  });

  it('the disk of the cache directory is full: exits with 3 and says so', async () => {
    await lack(
      'mkdir -p /root/.cache && mount -t tmpfs -o size=64k tmpfs /root/.cache && head -c 60k /dev/zero > /root/.cache/fill',
      'umount /root/.cache',
    );
    const { code, stderr } = await ebpf(['run', fork, ...on('vm61')]);
    expect(stderr).toMatch(/full|space/i);
    expect(code).toBe(3);
  });

  it('the cache directory is read-only: exits with 3 and says so', async () => {
    await lack('mkdir -p /root/.cache && mount -t tmpfs -o ro tmpfs /root/.cache', 'umount /root/.cache');
    const { code, stderr } = await ebpf(['run', fork, ...on('vm61')]);
    expect(stderr).toMatch(/read-only/i);
    expect(code).toBe(3);
  });
});

describe('hostile file names', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ebpf names '));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    'with space.bpf.c',
    `quotes'and".bpf.c`,
    '$(touch pwned)`touch pwned`.bpf.c',
    'line\nbreak.bpf.c',
    '-o leading-dash.bpf.c',
    '你好，世界.bpf.c',
    'back\\slash;&|.bpf.c',
  ])('%j runs', async (name) => {
    const inner = path.join(folder, `dir ${name}`);
    await mkdir(inner, { recursive: true });
    const file = path.join(inner, name);
    await copyFile(fork, file);
    for (const target of ['local', 'vm61']) {
      const { code, stderr } = await ebpf(['run', file, ...on(target), '--duration', '300ms']);
      expect({ code, stderr }).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('Attached') as string,
      });
    }
  });
});
