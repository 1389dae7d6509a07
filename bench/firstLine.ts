/**
 * Command → first trace line on the 6.1 VM over SSH, with a warm connection, beside the same by hand: copy, compile,
 * load and read, each its own ssh call. Each gets a file that changed since the last time. Ours is measured in three
 * ways: saved a moment before, as one does (saving compiles it on the target), saved by the command itself and
 * compiled there, and the same compiled here.
 */
import { execFile, spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { appendFile, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { RestingAgents } from '#targets/agent/restingAgents';
import { KnownBuilds } from '#targets/build/knownBuilds';
import type { RunSession } from '#targets/run/runSession';
import { startMachines, type SshMachine } from '../scripts/machines/machines.mjs';
import { sshOptions } from '../test/machines/benchMachines';
import { median, report } from './report';
import { buildAhead, newSession, openHosts, root } from './session';

const run = promisify(execFile);
const rounds = 5;

/** One process that sends a packet to lo fifty times a second, and costs next to nothing. */
const packets = `perl -MIO::Socket::INET -e '
  $s = IO::Socket::INET->new(Proto => "udp", PeerAddr => "127.0.0.1:9");
  for (;;) { $s->send("x"); select undef, undef, undef, 0.02 }'`;

async function main(): Promise<void> {
  const { machines, stop } = await startMachines('bench-first-line');
  const folder = await mkdtemp(path.join(tmpdir(), 'ebpf-bench-'));
  const source = path.join(folder, 'count.bpf.c');
  await copyFile(path.join(root, 'test/fixtures/tutorials/xdp_count.bpf.c'), source);
  const ssh = sshArguments(machines.vm);
  const traffic = spawn('ssh', [...ssh, packets], { stdio: 'ignore' });
  const hosts = openHosts(machines.sshConfig);
  const resting = new RestingAgents();
  // Holds the connection open, as an open editor does.
  const warm = await hosts.acquire({ kind: 'ssh', name: 'vm61', host: 'vm61' });
  const builds = new KnownBuilds();
  const cache = path.join(folder, 'cache');
  const ours = ['saved before', 'built there', 'built here'] as const;
  const times = new Map<string, number[]>([...ours, 'by hand'].map((way) => [way, []]));
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const took = new Map<string, number>();
      for (const way of ours) {
        await appendFile(source, `/* ${way}, ${round} */\n`);
        const place = way === 'built here' ? 'here' : 'target';
        if (way === 'saved before') await buildAhead(warm, builds, source, cache, place);
        const session = newSession({ hosts, target: 'vm61', source, cache, place, resting, builds });
        took.set(way, await once(session));
      }
      await appendFile(source, `/* by hand ${round} */\n`);
      took.set('by hand', await byHand(ssh, source));
      console.log(
        `  round ${round}, ms: ${[...took].map(([way, ms]) => `${way} ${Math.round(ms)}`).join(', ')}`,
      );
      // The first round warms the VM's page cache for all.
      if (round > 0) for (const [way, ms] of took) times.get(way)?.push(ms);
    }
  } finally {
    traffic.kill();
    await resting.dispose();
    await warm.dispose();
    hosts.dispose();
    await rm(folder, { recursive: true });
    await stop();
  }
  for (const way of ours) {
    report({
      name: `command → first trace line (warm, 6.1 VM, ${way})`,
      unit: 'ms',
      ours: median(times.get(way) ?? []),
      peerName: 'by hand over ssh',
      peer: median(times.get('by hand') ?? []),
      wanted: { atMost: 1 / 3 },
    });
  }
}

function sshArguments(machine: SshMachine): string[] {
  return [...sshOptions(machine), `${machine.user}@${machine.host}`];
}

/** Milliseconds from the command to the first trace line. */
async function once(session: RunSession): Promise<number> {
  const since = performance.now();
  let took = NaN;
  session.events.on((event) => {
    if (process.env['EBPF_BENCH_STATES'] && event.type !== 'trace')
      console.log(`    ${(performance.now() - since).toFixed(0)} ${JSON.stringify(event)}`);
    if (event.type === 'trace' && Number.isNaN(took)) took = performance.now() - since;
    // The first line may come before the agent has told that the program is attached.
    if (session.state === 'streaming' && !Number.isNaN(took)) void session.stop();
  });
  const outcome = await session.start();
  if (Number.isNaN(took)) throw new Error(`The run ended with ${JSON.stringify(outcome)}`);
  return took;
}

/** What a person types: scp, clang, ip link, cat trace_pipe. Milliseconds to the first line. */
async function byHand(ssh: readonly string[], source: string): Promise<number> {
  const since = performance.now();
  const remote = (command: string): Promise<unknown> => run('ssh', [...ssh, command]);
  const copy = spawn('ssh', [...ssh, 'cat > /tmp/hand.bpf.c'], { stdio: ['pipe', 'ignore', 'inherit'] });
  createReadStream(source).pipe(copy.stdin);
  await new Promise((resolve) => copy.once('exit', resolve));
  const include = '-I/usr/include/$(uname -m)-linux-gnu';
  await remote(`clang -g -O2 -target bpf -D__TARGET_ARCH_x86 ${include} -c /tmp/hand.bpf.c -o /tmp/hand.o`);
  await remote('ip link set dev lo xdpgeneric obj /tmp/hand.o sec xdp');
  const reader = spawn('ssh', [...ssh, 'cat /sys/kernel/tracing/trace_pipe'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => reader.stdout.once('data', resolve));
  const took = performance.now() - since;
  reader.kill();
  await remote('ip link set dev lo xdpgeneric off');
  return took;
}

void main();
