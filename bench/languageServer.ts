/**
 * The language server beside clangd, on the same BPF file of 2,000 lines and at the same places: opening, typing and
 * completing. And the server's memory with 50 such files open.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { LanguagePeer } from './languagePeer';
import { largeFile } from './largeFile';
import { median, report } from './report';
import { root } from './session';

/** So many that the first ones, while either server is still warming to the file, are not the slowest twentieth. */
const strokes = 500;

/** The header that nearly every program includes, as bpftool prints it. */
async function kernelTypes(): Promise<string> {
  const argv = ['btf', 'dump', 'file', '/sys/kernel/btf/vmlinux', 'format', 'c'];
  return (await promisify(execFile)('bpftool', argv, { maxBuffer: 64 << 20 })).stdout;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ebpf-language-'));
  const { text, places } = largeFile(2000);
  const flags = [
    '-xc',
    '-target',
    'bpf',
    '-D__TARGET_ARCH_x86',
    '-I/usr/include/x86_64-linux-gnu',
    '-O2',
    '-g',
  ];
  writeFileSync(path.join(folder, 'compile_flags.txt'), flags.join('\n'));
  writeFileSync(path.join(folder, 'vmlinux.h'), await kernelTypes());
  const file = path.join(folder, 'large.bpf.c');
  writeFileSync(file, text);
  const uri = pathToFileURL(file).href;
  const startOurs = (): LanguagePeer =>
    new LanguagePeer(process.execPath, [path.join(root, 'dist/server.js'), '--stdio']);
  const startClangd = (): LanguagePeer =>
    new LanguagePeer('clangd', ['--log=error', '--background-index=false']);
  const ours = startOurs();
  const clangd = startClangd();
  try {
    const [us, them] = [
      await measure(ours, folder, uri, text, places),
      await measure(clangd, folder, uri, text, places),
    ];
    const compare = (name: string, ours: number, peer: number): void =>
      report({ name, unit: 'ms', ours, peerName: 'clangd', peer, wanted: { atMost: 0.1 } });
    // Of fresh servers: a start is one sample, and a busy moment would be all of it.
    const opened = await coldOpens(startOurs, folder, uri, text, us.opened);
    compare('open → first diagnostics', opened, await coldOpens(startClangd, folder, uri, text, them.opened));
    compare('keystroke → diagnostics, p95', at(us.typed, 0.95), at(them.typed, 0.95));
    compare('completion, p50', median(us.completed), median(them.completed));
    compare('completion, p95', at(us.completed, 0.95), at(them.completed, 0.95));
    const limit = (name: string, ours: number, peer: number, unit = 'ms'): void =>
      report({ name, unit, ours, peerName: 'limit', peer, wanted: { atMost: 1 } });
    limit('open → first checks', opened, 120);
    limit('keystroke → published checks, p95', at(us.typed, 0.95), 12);
    limit('completion, p95', at(us.completed, 0.95), 2);
    for (let n = 0; n < 50; n++)
      await ours.open(pathToFileURL(path.join(folder, `copy${n}.bpf.c`)).href, `${text}/* ${n} */\n`);
    await new Promise((resolve) => setTimeout(resolve, 4000));
    limit('memory with 50 such files open', ours.memory, 120, 'MB');
    console.log(
      `items offered: ours ${us.items}, clangd ${them.items}; clangd's memory with one file ${clangd.memory.toFixed(0)} MB`,
    );
  } finally {
    ours.stop();
    clangd.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Median of five. */
async function coldOpens(
  start: () => LanguagePeer,
  folder: string,
  uri: string,
  text: string,
  first: number,
): Promise<number> {
  const took = [first];
  while (took.length < 5) {
    const peer = start();
    try {
      await peer.start(folder);
      took.push(await peer.open(uri, text));
    } finally {
      peer.stop();
    }
  }
  return median(took);
}

interface Measured {
  opened: number;
  typed: number[];
  completed: number[];
  items: number;
}

async function measure(
  peer: LanguagePeer,
  folder: string,
  uri: string,
  text: string,
  places: readonly { line: number; character: number }[],
): Promise<Measured> {
  await peer.start(folder);
  const opened = await peer.open(uri, text);
  const typed: number[] = [];
  const completed: number[] = [];
  let items = 0;
  let version = 1;
  for (let n = 0; n < strokes; n++) {
    const place = places[n % places.length] ?? { line: 0, character: 0 };
    typed.push(await peer.type(uri, ++version, place.line, place.character, 'b'));
    const answer = await peer.complete(uri, place.line, place.character + 1);
    completed.push(answer.took);
    items = Math.max(items, answer.items);
    await peer.change(uri, ++version, place.line, place.character, place.character + 1, '');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return { opened, typed, completed, items };
}

function at(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

void main();
