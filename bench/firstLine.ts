/**
 * Command → first trace line on the 6.1 VM over SSH, with a warm connection, beside the same by hand: copy, compile,
 * load and read, each its own ssh call. Both get a file that changed since the last time, so both compile.
 * `npx tsx bench/firstLine.ts`
 */
import { execFile, spawn } from 'node:child_process';
import { appendFile, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { HostPool } from '#targets/host/hostPool';
import { silentLog } from '#targets/log';
import { RunSession } from '#targets/run/runSession';
import type { RunPorts } from '#targets/run/ports';
import { parseTarget } from '#targets/target';
import { startVm } from './machines';
import { median, report } from './report';

const run = promisify(execFile);
const root = path.join(__dirname, '..');
const rounds = 5;

async function main(): Promise<void> {
  const vm = await startVm();
  const folder = await mkdtemp(path.join(tmpdir(), 'ebpf-bench-'));
  const source = path.join(folder, 'fork.bpf.c');
  await copyFile(path.join(root, 'test/fixtures/tutorials/xdp_count.bpf.c'), source);
  // Packets on lo, twenty a second, for both.
  const traffic = spawn('ssh', [...vm.sshArguments, 'ping -q -i 0.05 127.0.0.1 >/dev/null'], { stdio: 'ignore' });
  const ours: number[] = [];
  const peer: number[] = [];
  const hosts = new HostPool({
    asker: { trustHostKey: () => Promise.resolve(false), secret: () => Promise.resolve(undefined) },
    log: silentLog,
    sshConfigFile: vm.sshConfigFile,
  });
  try {
    await once(hosts, source, folder);
    for (let round = 0; round < rounds; round += 1) {
      await appendFile(source, `/* ours ${round} */\n`);
      ours.push(await once(hosts, source, folder));
      await appendFile(source, `/* by hand ${round} */\n`);
      peer.push(await byHand(vm.sshArguments, source));
    }
  } finally {
    traffic.kill();
    await hosts.dispose();
    await rm(folder, { recursive: true });
    await vm.stop();
  }
  report({
    name: 'command → first trace line (warm, 6.1 VM)',
    unit: 'ms',
    ours: median(ours),
    peerName: 'by hand over ssh',
    peer: median(peer),
    wanted: { atMost: 1 / 3 },
  });
}

/** Milliseconds from the command to the first trace line. */
async function once(hosts: HostPool, source: string, folder: string): Promise<number> {
  const target = parseTarget('vm');
  if (target === undefined) throw new Error('The name of the VM does not parse');
  const ports: RunPorts = {
    hosts,
    asker: { trustHostKey: () => Promise.resolve(false), secret: () => Promise.resolve(undefined) },
    chooser: { choose: () => Promise.resolve('lo') },
    log: silentLog,
    cacheDirectory: path.join(folder, 'cache'),
    agentDirectory: path.join(root, 'dist/agent'),
    version: '0.0.0',
  };
  const build = { place: 'auto', clang: 'clang', flags: [], includeDirectories: [] } as const;
  const session = new RunSession({ target, source, goal: 'run', build }, ports);
  const since = performance.now();
  let took = NaN;
  session.events.on((event) => {
    if (event.type !== 'trace' || !Number.isNaN(took)) return;
    took = performance.now() - since;
    void session.stop();
  });
  const outcome = await session.start();
  if (outcome.kind !== 'finished') throw new Error(`The run ended with ${JSON.stringify(outcome)}`);
  return took;
}

/** What a person types: scp, clang, ip link, cat trace_pipe. Milliseconds to the first line. */
async function byHand(ssh: readonly string[], source: string): Promise<number> {
  const since = performance.now();
  const remote = async (command: string): Promise<void> => void (await run('ssh', [...ssh, command]));
  const copy = spawn('ssh', [...ssh, 'cat > /tmp/hand.bpf.c'], { stdio: ['pipe', 'ignore', 'inherit'] });
  const { createReadStream } = await import('node:fs');
  createReadStream(source).pipe(copy.stdin);
  await new Promise((resolve) => copy.once('exit', resolve));
  await remote(
    'clang -g -O2 -target bpf -D__TARGET_ARCH_x86 -I/usr/include/$(uname -m)-linux-gnu -c /tmp/hand.bpf.c -o /tmp/hand.o',
  );
  await remote('ip link set dev lo xdpgeneric obj /tmp/hand.o sec xdp');
  const reader = spawn('ssh', [...ssh, 'cat /sys/kernel/tracing/trace_pipe'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => reader.stdout.once('data', resolve));
  const took = performance.now() - since;
  reader.kill();
  await remote('ip link set dev lo xdpgeneric off');
  return took;
}

void main();
