/** Whatever ends a run, nothing of it is left on the machine five seconds later; and runs do not disturb each other. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { kernelHoldings, newSince } from './benchKernel';
import { onMachine } from './benchMachines';
import { startProxy } from './benchProxy';
import { eventsOf, fixture, nothing, on, settled } from './cliRun';
import { startEbpf } from './ebpf';

const { vm, here } = inject('machines');
const fork = fixture('tutorials/fork.bpf.c');
const kprobe = fixture('tutorials/kprobe_write.bpf.c');
const agents = `pgrep -x ebpf-agent || true`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ebpf-lifetime-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a connection', () => {
  /** An ssh configuration that reaches the VM through a proxy on `port`. */
  async function configThrough(port: number): Promise<string> {
    const file = path.join(folder, `config-${port}`);
    const lines = ['HostName 127.0.0.1', `Port ${port}`, 'User root', `IdentityFile ${vm.keyFile}`];
    const trust = ['StrictHostKeyChecking accept-new', `UserKnownHostsFile ${file}-known_hosts`];
    await writeFile(file, `Host proxied\n${[...lines, ...trust].map((line) => `  ${line}\n`).join('')}`);
    return file;
  }

  it.each([
    { how: 'reset', act: 'cut', within: 5 },
    { how: 'silently gone', act: 'freeze', within: 25 },
  ] as const)('that is $how ends the agent and cleans the kernel', async ({ act, within }) => {
    const before = await kernelHoldings(vm);
    const agentsBefore = await onMachine(vm, agents);
    const proxy = await startProxy({ host: vm.host, port: vm.port });
    try {
      const args = ['--target', 'proxied', '--ssh-config', await configThrough(proxy.port)];
      const run = startEbpf(['run', kprobe, ...args, '--json']);
      await run.says(/"state":"streaming"/);
      expect(newSince(before, await kernelHoldings(vm))).toMatchObject({
        traceInstances: [expect.any(String)],
      });
      proxy[act]();
      const since = Date.now();
      await goneWithin(within * 1000, async () => (await onMachine(vm, agents)) === agentsBefore);
      expect(newSince(before, await settled(vm, before))).toEqual(nothing);
      expect(Date.now() - since).toBeLessThan(within * 1000);
      const spoken = await run.ended;
      expect(spoken.code).toBe(3);
      expect(eventsOf(spoken).at(-1)).toMatchObject({ type: 'stopped', outcome: { code: 'connectionLost' } });
    } finally {
      await proxy.close();
    }
  });
});

describe.each([
  { name: 'here', target: 'local', machine: here },
  { name: 'on the VM', target: 'vm61', machine: vm },
])('$name', ({ target, machine }) => {
  it.each(['KILL', 'TERM', 'HUP', 'INT'])('an agent ended by SIG%s leaves nothing', async (signal) => {
    const before = await kernelHoldings(machine);
    const run = startEbpf(['run', fork, ...on(target), '--json']);
    await run.says(/"state":"streaming"/);
    await onMachine(machine, `pkill -${signal} -o -x ebpf-agent`);
    const spoken = await run.ended;
    expect(spoken.code).toBe(3);
    expect(newSince(before, await settled(machine, before))).toEqual(nothing);
  });

  it('this program ended by SIGKILL leaves nothing', async () => {
    const before = await kernelHoldings(machine);
    const agentsBefore = await onMachine(machine, agents);
    const run = startEbpf(['run', fork, ...on(target), '--json']);
    await run.says(/"state":"streaming"/);
    expect(await onMachine(machine, agents)).not.toBe(agentsBefore);
    run.signal('SIGKILL');
    await run.ended;
    expect(newSince(before, await settled(machine, before))).toEqual(nothing);
    await goneWithin(5000, async () => (await onMachine(machine, agents)) === agentsBefore);
  });

  it('two runs at once, and another reader of the global pipe: everyone gets every line', async () => {
    const before = await kernelHoldings(machine);
    const marker = `fork seen`;
    const runs = [
      startEbpf(['run', fork, ...on(target), '--json']),
      startEbpf(['run', fork, ...on(target), '--json']),
    ];
    await Promise.all(runs.map((run) => run.says(/"state":"streaming"/)));
    const global = await onMachine(
      machine,
      `timeout 3 cat /sys/kernel/tracing/trace_pipe > /tmp/global-$$ & sleep 1; for i in 1 2 3 4 5 6 7 8 9 10; do /bin/true; done; wait; grep -c '${marker}' /tmp/global-$$; rm /tmp/global-$$`,
    );
    expect(Number(global)).toBeGreaterThanOrEqual(20);
    for (const run of runs) {
      run.signal('SIGINT');
      const lines = eventsOf(await run.ended).filter(({ message }) => String(message).includes(marker));
      // Each fork makes one line of either program, and both instances get both.
      expect(lines.length).toBeGreaterThanOrEqual(20);
    }
    expect(newSince(before, await settled(machine, before))).toEqual(nothing);
  });
});

describe('host keys', () => {
  it('a changed one is refused with both fingerprints', async () => {
    const other = path.join(folder, 'other-key');
    await promisify(execFile)('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', other]);
    const known = path.join(folder, 'changed_known_hosts');
    const [type = '', key = ''] = (await readFile(`${other}.pub`, 'utf8')).split(' ');
    await writeFile(known, `[127.0.0.1]:${vm.port} ${type} ${key}\n`);
    const config = path.join(folder, 'changed_config');
    await writeFile(
      config,
      `Host changed\n  HostName 127.0.0.1\n  Port ${vm.port}\n  User root\n  IdentityFile ${vm.keyFile}\n  UserKnownHostsFile ${known}\n`,
    );
    const { code, stderr } = await startEbpf(['run', fork, '--target', 'changed', '--ssh-config', config])
      .ended;
    expect(stderr.match(/SHA256:[\w+/]{43}/g)).toHaveLength(2);
    expect(stderr).toContain(`${known}:1`);
    expect(code).toBe(3);
    expect(await readFile(known, 'utf8')).toBe(`[127.0.0.1]:${vm.port} ${type} ${key}\n`);
  });
});

async function goneWithin(milliseconds: number, gone: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await gone())) {
    if (Date.now() > deadline) throw new Error(`still there after ${milliseconds} ms`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
