/**
 * Trace lines a second that reach a consumer of the session's events, on this machine over its own sshd, beside
 * `ssh host cat trace_pipe` on the same flood; and the memory of this process, which must stay flat.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { startMachines, type SshMachine } from '../scripts/machines/machines.mjs';
import { sshOptions } from '../test/machines/benchMachines';
import { median, report } from './report';
import { newSession, openHosts, root } from './session';

const seconds = 8;
const rounds = 3;
const flood = path.join(root, 'bench/fixtures/flood.bpf.c');

async function main(): Promise<void> {
  const { machines, stop } = await startMachines('bench-throughput');
  const folder = await mkdtemp(path.join(tmpdir(), 'ebpf-bench-'));
  const ours: number[] = [];
  const peer: number[] = [];
  const memory: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      peer.push(await byCat(machines.here, machines.sshConfig, folder));
      const { rate, growth } = await bySession(machines.sshConfig, folder);
      ours.push(rate);
      memory.push(growth);
      console.log(
        `  round ${round}: ours ${Math.round(ours.at(-1) ?? 0)} lines/s, cat ${Math.round(peer.at(-1) ?? 0)} lines/s, ` +
          `memory ${growth >= 0 ? '+' : ''}${growth.toFixed(1)} MB over the second half`,
      );
    }
  } finally {
    await rm(folder, { recursive: true });
    await stop();
  }
  report({
    name: 'trace lines to a consumer of events (this machine over ssh)',
    unit: 'lines/s',
    ours: median(ours),
    peerName: 'ssh host cat trace_pipe',
    peer: median(peer),
    wanted: { atLeast: 0.9 },
  });
  console.log(`memory of the consumer: ${median(memory).toFixed(1)} MB more at the end than halfway`);
}

/** The flood is loaded by a session of ours whose lines nobody takes; `cat` reads the global pipe. */
async function byCat(here: SshMachine, sshConfig: string, folder: string): Promise<number> {
  const hosts = openHosts(sshConfig);
  const session = newSession({ hosts, target: 'local', source: flood, cache: path.join(folder, 'cache') });
  session.ports.drained = () => new Promise(() => undefined);
  const streaming = new Promise<void>((resolve) => {
    session.events.on((event) => {
      if (event.type === 'state' && event.state === 'streaming') resolve();
    });
  });
  void session.start();
  await streaming;
  const noise = makeNoise();
  const reader = spawn(
    'ssh',
    [...sshOptions(here), `${here.user}@${here.host}`, 'cat /sys/kernel/tracing/trace_pipe'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let lines = 0;
  let since = 0;
  reader.stdout.on('data', (chunk: Buffer) => {
    if (since === 0) since = performance.now();
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  });
  await delay(seconds * 1000);
  const rate = (lines * 1000) / (performance.now() - since);
  reader.kill();
  noise.kill();
  await session.stop();
  hosts.dispose();
  return rate;
}

async function bySession(sshConfig: string, folder: string): Promise<{ rate: number; growth: number }> {
  const hosts = openHosts(sshConfig);
  const session = newSession({ hosts, target: 'here', source: flood, cache: path.join(folder, 'cache') });
  let lines = 0;
  let since = 0;
  const noise: { kill(): unknown }[] = [];
  const streaming = new Promise<void>((resolve) => {
    session.events.on((event) => {
      if (event.type === 'state' && event.state === 'streaming') {
        noise.push(makeNoise());
        resolve();
      }
      if (event.type !== 'trace') return;
      if (since === 0) since = performance.now();
      lines += event.lines;
    });
  });
  void session.start();
  await streaming;
  await delay((seconds * 1000) / 2);
  const halfway = process.memoryUsage().rss;
  await delay((seconds * 1000) / 2);
  const rate = (lines * 1000) / (performance.now() - since);
  const growth = (process.memoryUsage().rss - halfway) / 2 ** 20;
  for (const one of noise) one.kill();
  await session.stop();
  hosts.dispose();
  return { rate, growth };
}

function makeNoise(): { kill(): unknown } {
  return spawn('perl', ['-e', 'getpgrp(1) while 1'], { stdio: 'ignore' });
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

void main();
