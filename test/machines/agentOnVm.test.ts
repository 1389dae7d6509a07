/**
 * The agent's own tests of attaching, on the 6.1 kernel: kprobe, kretprobe, ksyscall, fentry and fexit, which not
 * every machine that runs these tests has.
 */
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { expect, inject, it } from 'vitest';
import { root } from './ebpf';

const { vm } = inject('machines');
const agent = path.join(root, 'agent');

it('attaches what a kernel with kprobes and fentry has', { timeout: 400_000 }, async () => {
  const env = {
    ...process.env,
    EBPF_VM_PORT: String(vm.port),
    EBPF_VM_KEY: vm.keyFile,
    CGO_ENABLED: '0',
  };
  const argv = ['test', '-count=1', '-v', '-exec', `node ${path.join(agent, 'onVm.mjs')}`, './attach'];
  const said = await new Promise<string>((resolve) => {
    const go = spawn('go', argv, { cwd: agent, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [go.stdout, go.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    go.once('close', () => resolve(text));
  });
  expect(said).not.toMatch(/^--- FAIL|^FAIL/m);
  expect(said.match(/^--- PASS: /gm)?.length ?? 0).toBeGreaterThan(5);
});
