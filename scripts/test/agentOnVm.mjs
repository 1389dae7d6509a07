/**
 * The layer `agent61`: the agent's own tests on the 6.1 kernel, in a VM of their own: of attaching, because not every
 * machine that runs these tests has kprobes and fentry, and because the network's hooks were others before tcx; of maps,
 * events and statistics, whose system calls differ from kernel to kernel.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { cache, root } from '../places.mjs';
import { bootVm } from '../vm/boot.mjs';
import { goTest } from './goTest.mjs';

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

/** Tests of the agent as a whole. The others of its package say the same on every kernel. */
const whole = [
  'TestOwnConnection',
  'TestGuard',
  'TestTargetsThatGoAway',
  'TestNothingOfTheNetworkIsLeft',
  'TestStructOpsGoWithTheAgent',
  'TestIteratorsAreRead',
  'TestReplacementsAreLoadedWhenTheyAreAttached',
  'TestUprobesAreChosenStepByStep',
];

/** @returns {Promise<import('./layer.mjs').LayerResult>} */
export async function agentOnVm() {
  const name = `agent-${process.pid}`;
  const vm = await bootVm({ name });
  try {
    const env = { EBPF_VM_PORT: String(vm.port), EBPF_VM_KEY: vm.keyFile, CGO_ENABLED: '0' };
    // One package at a time: the VM has one CPU.
    const there = ['-p=1', '-exec', `node ${join(root, 'agent/onVm.mjs')}`];
    const parts = await tried([...there, ...packages.map((each) => `./${each}`)], env);
    const together = await tried([...there, '-run', `^(${whole.join('|')})$`, '.'], env);
    // A test that was renamed is not run, and Go is content with that.
    const missing = whole.filter((test) => !together.names.has(test));
    for (const test of missing) console.log(`✗ ${test} did not run`);
    return {
      passed: parts.passed + together.passed,
      failed: parts.failed + together.failed + missing.length,
      skipped: parts.skipped + together.skipped,
    };
  } finally {
    await vm.stop();
    rmSync(cache('vm', name), { recursive: true, force: true });
  }
}

/**
 * As on all real machines, what failed is tried once more, and said to have been: a busy machine is not to hide what the
 * other tests found. @param {string[]} args @param {NodeJS.ProcessEnv} env
 */
async function tried(args, env) {
  const first = await goTest(args, env);
  if (first.failed === 0 || first.failing.size === 0) return first;
  console.log(`(retry x1) ${[...first.failing].join(', ')}`);
  const flags = args.filter((arg) => !arg.startsWith('.'));
  const second = await goTest([...flags, ...first.failing], env);
  return {
    ...second,
    passed: first.passed + second.passed,
    names: new Set([...first.names, ...second.names]),
  };
}
