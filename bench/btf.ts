/**
 * This machine's kernel types: indexing them, and printing them as `vmlinux.h`, beside a whole run of
 * `bpftool btf dump file /sys/kernel/btf/vmlinux format c`. `npx tsx bench/btf.ts`
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { printHeader } from '#bpf/btf/printHeader';
import { readBtf } from '#bpf/btf/readBtf';
import { median, report } from './report';

const file = '/sys/kernel/btf/vmlinux';
const rounds = 7;

function main(): void {
  const reading: number[] = [];
  const printing: number[] = [];
  const peer: number[] = [];
  const before = process.memoryUsage();
  let megabytes = 0;
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    const { value: btf } = readBtf(readFileSync(file));
    if (btf.find('task_struct', 'struct') === undefined) throw new Error('no task_struct');
    reading.push(performance.now() - start);
    if (round === 0) megabytes = grown(before);
    const printStart = performance.now();
    printHeader(btf);
    printing.push(performance.now() - printStart);
    peer.push(
      milliseconds(() => execFileSync('bpftool', ['btf', 'dump', 'file', file, 'format', 'c'], quiet)),
    );
  }
  const same = { unit: 'ms', peerName: 'bpftool as a process', peer: median(peer) };
  // The first reading is what a user waits for: nothing is compiled yet.
  const [first = NaN] = reading;
  report({ name: 'index BTF and find a type, cold', ours: first, ...same, wanted: { atMost: 1 } });
  report({ name: 'index BTF and find a type', ours: median(reading), ...same, wanted: { atMost: 1 } });
  report({
    name: 'index BTF, memory',
    unit: 'MB',
    ours: megabytes,
    peerName: 'limit',
    peer: 60,
    wanted: { atMost: 1 },
  });
  // bpftool takes 0.13 s on an idle machine; a second there is what a user may wait for, once per kernel.
  report({ name: 'print vmlinux.h', ours: median(printing), ...same, wanted: { atMost: 8 } });
}

const quiet = { stdio: 'ignore' } as const;

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Heap and buffers, garbage included. */
function grown(before: NodeJS.MemoryUsage): number {
  const now = process.memoryUsage();
  return (now.heapUsed + now.external - before.heapUsed - before.external) / 2 ** 20;
}

main();
