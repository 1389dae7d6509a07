/**
 * The agent's own tests of attaching, on the 6.1 kernel: kprobe, kretprobe, ksyscall, fentry and fexit, which not
 * every machine that runs these tests has, and the network's hooks as they were before tcx.
 */
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { expect, inject, it } from 'vitest';
import { root } from './ebpf';

const { vm } = inject('machines');
const agent = path.join(root, 'agent');

it('attaches what a kernel with kprobes and fentry has', { timeout: 600_000 }, async () => {
  const said = await goTest(['./attach']);
  expect(said).not.toMatch(/^--- FAIL|^FAIL/m);
  expect(said.match(/^--- PASS: /gm)?.length ?? 0).toBeGreaterThan(5);
});

// This kernel has no tcx: classifiers are clsact filters here, which outlive their maker.
it('leaves nothing of the network, and guards its own connection', { timeout: 400_000 }, async () => {
  const tests = ['TestOwnConnection', 'TestGuard', 'TestTargetsThatGoAway', 'TestNothingOfTheNetworkIsLeft'];
  const said = await goTest(['-run', `^(${tests.join('|')})$`, '.']);
  expect(said).not.toMatch(/^--- FAIL|^FAIL/m);
  expect(said.match(/^--- PASS: /gm)).toHaveLength(tests.length);
});

it(
  'reads iterators, loads replacements late, and leaves no structure of functions',
  { timeout: 400_000 },
  async () => {
    const tests = [
      'TestStructOpsGoWithTheAgent',
      'TestIteratorsAreRead',
      'TestReplacementsAreLoadedWhenTheyAreAttached',
      'TestUprobesAreChosenStepByStep',
    ];
    const said = await goTest(['-run', `^(${tests.join('|')})$`, '.']);
    expect(said).not.toMatch(/^--- FAIL|^FAIL/m);
    expect(said.match(/^--- PASS: /gm)).toHaveLength(tests.length);
  },
);

/** Runs tests of the agent over there, and returns what they said. */
async function goTest(which: string[]): Promise<string> {
  const env = {
    ...process.env,
    EBPF_VM_PORT: String(vm.port),
    EBPF_VM_KEY: vm.keyFile,
    CGO_ENABLED: '0',
  };
  const argv = ['test', '-count=1', '-v', '-exec', `node ${path.join(agent, 'onVm.mjs')}`, ...which];
  return new Promise((resolve) => {
    const go = spawn('go', argv, { cwd: agent, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [go.stdout, go.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    go.once('close', () => resolve(text));
  });
}
