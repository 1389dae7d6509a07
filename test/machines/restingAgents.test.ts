/** An agent that served a run rests and serves the next one; between the two the kernel holds nothing of ours. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { RestingAgents } from '#targets/agent/restingAgents';
import { HostPool } from '#targets/host/hostPool';
import { silentLog } from '#targets/log';
import { RunSession } from '#targets/run/runSession';
import type { RunOutcome } from '#protocol/run';
import { kernelHoldings, newSince } from './benchKernel';
import { onMachine } from './benchMachines';
import { fixture, nothing, settled } from './cliRun';
import { root } from './ebpf';

const { sshConfig, here } = inject('machines');
const asker = { trustHostKey: () => Promise.resolve(false), secret: () => Promise.resolve(undefined) };
const target = { kind: 'ssh', name: 'here', host: 'here' } as const;

let cacheDirectory: string;
let hosts: HostPool;
let resting: RestingAgents;
beforeEach(async () => {
  cacheDirectory = await mkdtemp(path.join(tmpdir(), 'ebpf-resting-'));
  hosts = new HostPool({ asker, log: silentLog, sshConfigFile: sshConfig });
  resting = new RestingAgents();
});
afterEach(async () => {
  await resting.dispose();
  hosts.dispose();
  await rm(cacheDirectory, { recursive: true });
});

test('two runs are served by one agent, and nothing is held between them', async () => {
  const before = await kernelHoldings(here);
  const others = await agents();
  expect(await run('tutorials/fork.bpf.c', 'streaming')).toEqual({ kind: 'finished' });
  expect(newSince(before, await settled(here, before))).toEqual(nothing);
  const [own, ...more] = newAmong(await agents(), others);
  expect(more).toEqual([]);
  expect(own).toBeDefined();

  expect(await run('tutorials/write_filter.bpf.c', 'streaming')).toEqual({ kind: 'finished' });
  expect(newAmong(await agents(), others)).toEqual([own]);
  expect(newSince(before, await settled(here, before))).toEqual(nothing);

  await resting.dispose();
  expect(newAmong(await agents(), others)).toEqual([]);
});

test('an agent that died while it rested is replaced', async () => {
  const others = await agents();
  await run('tutorials/fork.bpf.c', 'streaming');
  const [own] = newAmong(await agents(), others);
  await onMachine(here, `kill -9 ${own}; sleep 0.5`);
  expect(await run('tutorials/fork.bpf.c', 'streaming')).toEqual({ kind: 'finished' });
  const [another] = newAmong(await agents(), others);
  expect(another).toBeDefined();
  expect(another).not.toBe(own);
});

test('a run that is stopped half way leaves no agent that could be in the middle of something', async () => {
  const others = await agents();
  expect(await run('tutorials/fork.bpf.c', 'loading')).toEqual({ kind: 'cancelled' });
  expect(newAmong(await agents(), others)).toEqual([]);
});

/** Runs until `state` is reached, and stops. */
async function run(file: string, state: 'streaming' | 'loading'): Promise<RunOutcome> {
  const session = new RunSession(
    {
      target,
      source: fixture(file),
      goal: 'run',
      build: { place: 'target', clang: 'clang', flags: [], includeDirectories: [] },
    },
    {
      hosts,
      resting,
      asker,
      chooser: {
        choose: () => Promise.resolve('lo'),
        allowOwnConnection: () => Promise.resolve(false),
        keepAttached: () => Promise.resolve(false),
      },
      log: silentLog,
      cacheDirectory,
      agentDirectory: path.join(root, 'dist/agent'),
      version: '',
    },
  );
  session.events.on((event) => {
    if (event.type === 'state' && event.state === state) void session.stop();
  });
  return session.start();
}

async function agents(): Promise<string[]> {
  // The guard of an agent has the same name, and its agent as parent.
  const list = await onMachine(here, 'ps -o pid=,ppid= -C ebpf-agent || true');
  const processes = list.split('\n').map((line) => line.trim().split(/\s+/));
  const pids = new Set(processes.map(([pid]) => pid));
  return processes.flatMap(([pid, parent]) => (pid && !pids.has(parent) ? [pid] : []));
}

function newAmong(now: readonly string[], before: readonly string[]): string[] {
  return now.filter((pid) => !before.includes(pid));
}
