/**
 * Records of 32 bytes from a ring buffer to decoded rows: 200 000 a second, looked at every 50 ms as the panel does,
 * without one that found no room, and with memory that stays as it is. Then as many as can be, beside the plainest
 * consumer of libbpf, which does nothing but count them.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { sizeOf } from '#bpf/btf/measure';
import { readObject } from '#bpf/elf/readObject';
import { recordTypes } from '#bpf/elf/recordType';
import { readEvents } from '#targets/live/readEvents';
import { bytesOf } from '#targets/live/readMap';
import { EventFeed, type Look, type RecordStructure } from './eventFeed';
import { cpuOf, memoryOf, startLiveAgent, type LiveAgent } from './liveAgent';
import { median, report } from './report';
import { root } from './session';

const run = promisify(execFile);
const rate = 200_000;
const seconds = 12;
/** By then the store is full, and memory is what it will be. */
const filledAfter = 6;
const saturatedSeconds = 4;
const rounds = 3;
/** Half a second of these records finds room: others want this machine's CPUs, too. */
const room = 4 * 1024 * 1024;
const recordSize = 32;
/** WRITE of records.bpf.c */
const write = 0x7db0000;

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ebpf-bench-'));
  const live = await startLiveAgent('records.bpf.c', `-DROOM=${room}`);
  const rates: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
  try {
    const counter = path.join(folder, 'ringCounter');
    execFileSync('gcc', ['-O2', path.join(root, 'bench/fixtures/ringCounter.c'), '-o', counter, '-lbpf']);
    await live.attach('on_call');
    const type = typeOf(live);
    for (const look of ['all', 'filtered', 'decoded'] as const) await sustained(live, type, look);
    for (let round = 0; round < rounds; round += 1) {
      rates.ours.push(await saturated(live, type));
      rates.peer.push(await counted(live, counter));
      console.log(`  round ${round}, records/s: ours ${rates.ours.at(-1)}, libbpf ${rates.peer.at(-1)}`);
    }
  } finally {
    await live.stop();
    await rm(folder, { recursive: true });
  }
  report({
    name: 'records to rows, as many as can be',
    unit: 'records/s',
    ours: median(rates.ours),
    peerName: 'libbpf ring_buffer__poll that counts',
    peer: median(rates.peer),
    wanted: { atLeast: 0.5 },
  });
}

/** As the panel of a run finds it: the structure that the program sends. */
function typeOf({ object }: LiveAgent): RecordStructure {
  const { value } = readObject(object);
  const [found] = recordTypes(value, 'events');
  const size = found && value.btf && sizeOf(value.btf, found.type);
  if (!found || !value.btf || size !== recordSize)
    throw new Error('The structure of the records is not found');
  return { btf: value.btf, type: found.type, size };
}

async function sustained(live: LiveAgent, type: RecordStructure, look: Look): Promise<void> {
  const before = await countsOf(live);
  const feed = new EventFeed(type, look);
  const { stop } = await readEvents(live.agent, {
    map: live.map('events'),
    sharing: 'accept',
    onRecords: (records) => feed.add(records),
    onEnded: (detail) => console.error(detail),
  });
  const cpu = { agent: cpuOf(live.pid), here: ownCpu() };
  const since = performance.now();
  const writer = writeRecords(paced(rate, seconds));
  await delay(filledAfter * 1000);
  const memory = { agent: memoryOf(live.pid), here: memoryOf(process.pid) };
  await writer;
  const took = (performance.now() - since) / 1000;
  const used = { agent: cpuOf(live.pid) - cpu.agent, here: ownCpu() - cpu.here };
  const grown = { agent: memoryOf(live.pid) - memory.agent, here: memoryOf(process.pid) - memory.here };
  await stop?.();
  feed.stop();
  const after = await countsOf(live);
  const written = after.written - before.written;
  const refused = after.refused - before.refused;
  const share = (seconds: number): string => `${((100 * seconds) / took).toFixed(0)} %`;
  const [middle, worst] = [median(feed.updates), Math.max(...feed.updates)];
  console.log(
    `  ${look}: ${Math.round(written / took)} records/s for ${took.toFixed(1)} s, ${refused} found no room, ` +
      `${written - feed.store.received} missing; CPU of the agent ${share(used.agent)}, here ${share(used.here)}; ` +
      `an update takes ${middle.toFixed(1)} ms, the longest ${worst.toFixed(1)} ms; ` +
      `memory of the agent ${memory.agent.toFixed(0)} MB ${signed(grown.agent)}, here ${memory.here.toFixed(0)} MB ${signed(grown.here)}`,
  );
  report({
    name: `records to rows (${look})`,
    unit: 'records/s without loss',
    ours: refused > 0 ? 0 : feed.store.received / took,
    peerName: 'the records asked for',
    peer: rate,
    wanted: { atLeast: 0.99 },
  });
  report({
    name: `an update of the rows on screen (${look})`,
    unit: 'ms',
    ours: middle,
    peerName: 'a frame of the screen',
    peer: 16,
    wanted: { atMost: 1 },
  });
}

/** Records a second that reach the table while a process writes as fast as it can. */
async function saturated(live: LiveAgent, type: RecordStructure): Promise<number> {
  const feed = new EventFeed(type, 'all');
  const { stop } = await readEvents(live.agent, {
    map: live.map('events'),
    sharing: 'accept',
    onRecords: (records) => feed.add(records),
    onEnded: (detail) => console.error(detail),
  });
  await writeRecords(unpaced(saturatedSeconds));
  await stop?.();
  feed.stop();
  return Math.round(feed.store.received / saturatedSeconds);
}

async function counted(live: LiveAgent, counter: string): Promise<number> {
  const writing = writeRecords(unpaced(saturatedSeconds));
  const { stdout } = await run(counter, [String(live.map('events')), String(saturatedSeconds)]);
  await writing;
  return Math.round(Number(stdout) / saturatedSeconds);
}

async function countsOf(live: LiveAgent): Promise<{ written: number; refused: number }> {
  const { value = '' } = await live.agent.request('map/lookup', {
    map: live.map('counted'),
    key: 'AAAAAA==',
  });
  const bytes = bytesOf(value);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { written: Number(view.getBigUint64(0, true)), refused: Number(view.getBigUint64(8, true)) };
}

/** Every two milliseconds what is due by then; after a pause in which others had the CPU no more than 20 ms of it at once. */
function paced(rate: number, seconds: number): string {
  return `
    use Time::HiRes qw(time sleep);
    my ($start, $done, $all) = (time, 0, ${rate * seconds});
    while ($done < $all) {
      my $due = int((time - $start) * ${rate});
      $due = $all if $due > $all;
      my $now = $due - $done;
      $now = ${rate / 50} if $now > ${rate / 50};
      if ($now > 0) { getpgrp(${write} + $now); $done += $now; }
      sleep 0.002;
    }`;
}

function unpaced(seconds: number): string {
  return `use Time::HiRes qw(time); my $end = time + ${seconds}; getpgrp(${write} + 100) while time < $end`;
}

async function writeRecords(program: string): Promise<void> {
  const perl = spawn('perl', ['-e', program], { stdio: ['ignore', 'ignore', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    perl.once('error', reject);
    perl.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`perl ended with ${code}`))));
  });
}

function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function signed(megabytes: number): string {
  return `${megabytes < 0 ? '' : '+'}${megabytes.toFixed(1)}`;
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

void main();
