/**
 * A million broken objects and BTFs through our readers: none may throw, take longer than a second, or more memory
 * than 512 MB. `npx tsx bench/fuzzReaders.ts [COUNT [FIRST]]`; a bad case's number, given as FIRST, makes it again.
 * The work is done beside the thread that watches it, which a loop without end would otherwise stop.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { exercise, fuzzCase, fuzzSeeds, type Seed } from '../test/pure/readerFuzz';
import { report } from './report';

/** Milliseconds for one input, on a busy machine; most take a tenth of one. */
const longest = 1000;

interface Shared {
  seeds: Seed[];
  first: number;
  count: number;
  /** The case at work, and since when, in milliseconds; the slowest so far, and its microseconds; inputs done. */
  state: Float64Array;
}

function main(): void {
  const count = Number(process.argv[2] ?? 1_000_000);
  const first = Number(process.argv[3] ?? 0);
  const folder = mkdtempSync(path.join(tmpdir(), 'fuzz-'));
  const state = new Float64Array(new SharedArrayBuffer(5 * 8));
  const start = performance.now();
  const data: Shared = { seeds: fuzzSeeds(folder), first, count, state };
  rmSync(folder, { recursive: true });
  // A worker starts without what makes TypeScript run here.
  const worker = new Worker(`require('tsx/cjs'); require(${JSON.stringify(__filename)});`, {
    workerData: data,
    eval: true,
  });
  const watch = setInterval(() => {
    if (state[1] && Date.now() - state[1] > 10 * longest) bad(state, 'does not end');
  }, 1000);
  worker.on('error', (error) => bad(state, `throws ${error.stack ?? error.message}`));
  worker.on('exit', () => {
    clearInterval(watch);
    const [, , slowest = 0, microseconds = 0, done = 0] = state;
    const seconds = (performance.now() - start) / 1000;
    console.log(`${done} inputs, ${Math.round(done / seconds)} a second; the slowest is ${slowest}`);
    if (done !== count) process.exitCode = 1;
    const limit = { peerName: 'limit', wanted: { atMost: 1 } };
    report({ name: 'slowest broken input', unit: 'ms', ours: microseconds / 1000, peer: longest, ...limit });
    const megabytes = process.resourceUsage().maxRSS / 1024;
    report({ name: 'memory at its peak', unit: 'MB', ours: megabytes, peer: 512, ...limit });
  });
}

function bad(state: Float64Array, what: string): never {
  console.error(`input ${state[0] ?? 0} ${what}`);
  process.exit(1);
}

function work({ seeds, first, count, state }: Shared): void {
  for (let number = first; number < first + count; number++) {
    state[0] = number;
    state[1] = Date.now();
    const bytes = fuzzCase(seeds, number);
    const start = performance.now();
    exercise(bytes);
    const microseconds = (performance.now() - start) * 1000;
    if (microseconds > (state[3] ?? 0)) [state[2], state[3]] = [number, microseconds];
    state[4] = number - first + 1;
  }
  state[1] = 0;
}

if (isMainThread) main();
else work(workerData as Shared);
