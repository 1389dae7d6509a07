/**
 * Command → first trace line on the 6.1 VM over SSH, with a warm connection, beside the same by hand: copy, compile,
 * load and read, each its own ssh call. Both get a file that changed since the last time, so both compile.
 */
import { execFile, spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { appendFile, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import type { HostPool } from '#targets/host/hostPool';
import { startMachines, type SshMachine } from '../scripts/machines/machines.mjs';
import { sshOptions } from '../test/machines/benchMachines';
import { median, report } from './report';
import { newSession, openHosts, root } from './session';

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
  // Holds the connection open, as an open editor does.
  const warm = await hosts.acquire({ kind: 'ssh', name: 'vm61', host: 'vm61' });
  const there: number[] = [];
  const here: number[] = [];
  const peer: number[] = [];
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const times: number[] = [];
      for (const place of ['target', 'here'] as const) {
        await appendFile(source, `/* ours, ${place}, ${round} */\n`);
        times.push(await once(hosts, source, path.join(folder, 'cache'), place));
      }
      await appendFile(source, `/* by hand ${round} */\n`);
      times.push(await byHand(ssh, source));
      console.log(
        `  round ${round}, ms built there, built here, by hand: ${times.map(Math.round).join(', ')}`,
      );
      // The first round warms the VM's page cache for all.
      if (round === 0) continue;
      const [builtThere = NaN, builtHere = NaN, byHandTime = NaN] = times;
      there.push(builtThere);
      here.push(builtHere);
      peer.push(byHandTime);
    }
  } finally {
    traffic.kill();
    await warm.dispose();
    hosts.dispose();
    await rm(folder, { recursive: true });
    await stop();
  }
  const same = {
    unit: 'ms',
    peerName: 'by hand over ssh',
    peer: median(peer),
    wanted: { atMost: 1 / 3 },
  };
  report({ name: 'command → first trace line (warm, 6.1 VM, built there)', ours: median(there), ...same });
  report({ name: 'command → first trace line (warm, 6.1 VM, built here)', ours: median(here), ...same });
}

function sshArguments(machine: SshMachine): string[] {
  return [...sshOptions(machine), `${machine.user}@${machine.host}`];
}

/** Milliseconds from the command to the first trace line. */
async function once(
  hosts: HostPool,
  source: string,
  cache: string,
  place: 'target' | 'here',
): Promise<number> {
  const session = newSession(hosts, 'vm61', source, cache, place);
  const since = performance.now();
  let took = NaN;
  session.events.on((event) => {
    if (process.env['EBPF_BENCH_STATES'] && event.type !== 'trace')
      console.log(`    ${(performance.now() - since).toFixed(0)} ${JSON.stringify(event)}`);
    if (event.type !== 'trace' || !Number.isNaN(took)) return;
    took = performance.now() - since;
    void session.stop();
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
