/**
 * The agent's own tests on the 6.1 kernel: of attaching, because not every machine that runs these tests has kprobes and
 * fentry, and of maps and statistics, whose system calls differ from kernel to kernel.
 */
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { expect, inject, it } from 'vitest';
import { root } from './ebpf';

const { vm } = inject('machines');
const agent = path.join(root, 'agent');

const packages = [
  'attach',
  'events',
  'host',
  'left',
  'load',
  'maps',
  'owners',
  'pins',
  'session',
  'stats',
  'symbols',
];

it('does on Linux 6.1 what its own tests say', { timeout: 600_000 }, async () => {
  const env = {
    ...process.env,
    EBPF_VM_PORT: String(vm.port),
    EBPF_VM_KEY: vm.keyFile,
    CGO_ENABLED: '0',
  };
  const onVm = `node ${path.join(agent, 'onVm.mjs')}`;
  // One package at a time: the VM has one CPU.
  const argv = ['test', '-count=1', '-p=1', '-v', '-exec', onVm, ...packages.map((name) => `./${name}`)];
  const said = await new Promise<string>((resolve) => {
    const go = spawn('go', argv, { cwd: agent, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [go.stdout, go.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    go.once('close', () => resolve(text));
  });
  expect(said).not.toMatch(/^--- FAIL|^FAIL/m);
  const passed = [...said.matchAll(/^ok\s+\S+\/agent\/(\w+)\s/gm)].map(([, name]) => name);
  expect(passed).toEqual(packages);
});
