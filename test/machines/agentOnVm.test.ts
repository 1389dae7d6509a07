/**
 * The agent's own tests on the 6.1 kernel: of attaching, because not every machine that runs these tests has kprobes and
 * fentry, and because the network's hooks were others before tcx; of maps, events and statistics, whose system calls
 * differ from kernel to kernel.
 */
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { expect, inject, it } from 'vitest';
import { root } from './ebpf';

const { vm } = inject('machines');
const agent = path.join(root, 'agent');

const packages = [
  'attach',
  'candidates',
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

it('does on Linux 6.1 what its own tests say', { timeout: 900_000 }, async () => {
  const said = await goTest(packages.map((name) => `./${name}`));
  expect(said).not.toMatch(/^--- FAIL|^FAIL/m);
  const passed = [...said.matchAll(/^ok\s+\S+\/agent\/(\w+)\s/gm)].map(([, name]) => name);
  expect(passed).toEqual(packages);
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

/** Runs tests of the agent over there, one package at a time as the VM has one CPU, and returns what they said. */
async function goTest(which: string[]): Promise<string> {
  const env = {
    ...process.env,
    EBPF_VM_PORT: String(vm.port),
    EBPF_VM_KEY: vm.keyFile,
    CGO_ENABLED: '0',
  };
  const onVm = `node ${path.join(agent, 'onVm.mjs')}`;
  const argv = ['test', '-count=1', '-p=1', '-v', '-exec', onVm, ...which];
  return new Promise((resolve) => {
    const go = spawn('go', argv, { cwd: agent, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [go.stdout, go.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    go.once('close', () => resolve(text));
  });
}
