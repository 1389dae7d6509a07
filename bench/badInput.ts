/**
 * What nobody writes by hand, opened and then typed into: how long the server is deaf. Asked every few milliseconds
 * whether it is there, its slowest answer is the figure.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { LanguagePeer } from './languagePeer';
import { largeFile } from './largeFile';
import { report } from './report';
import { root } from './session';

const program = largeFile(2000).text;
const head = '#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\nchar LICENSE[] SEC("license") = "GPL";\n';
const map = (n: number): string =>
  `struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, __u32); __type(value, __u64); } m${n} SEC(".maps");\n`;
const repeated = (text: string, size: number): string =>
  text.repeat(Math.ceil(size / text.length)).slice(0, size);

const inputs: Readonly<Record<string, string>> = {
  '1 MB of programs': largeFile(43_000).text,
  '1 MB in one line': head + repeated(program.replaceAll('\n', ' '), 1 << 20),
  '10,000 maps': head + Array.from({ length: 10_000 }, (_, n) => map(n)).join(''),
  '1 MB of one function': `${head}SEC("xdp") int f(struct xdp_md *ctx)\n{\n${repeated('\tctx->data + 1;\n', 1 << 20)}\n}\n`,
  '1 MB of a table': `${head}const int table[] = {${repeated('1, 2, 3,\n', 1 << 20)}};\nSEC("xdp") int f(void *c) { return 2; }\n`,
  '1 MB of one string': `${head}const char *s = "${repeated('a', 1 << 20)}";\nSEC("xdp") int f(void *c) { return 2; }\n`,
  '200 blocks deep': `${head}SEC("xdp") int f(void *c)\n{\n${'{'.repeat(200)}${'}'.repeat(200)}\nreturn 2; }\n`,
  '5,000 brackets deep': `${head}SEC("xdp") int f(void *c)\n{\nreturn ${'('.repeat(5000)}1${')'.repeat(5000)}; }\n`,
  '1 MB of opening braces': head + repeated('{', 1 << 20),
  '1 MB of quotes': head + repeated('"', 1 << 20),
  '1 MB of SEC(': head + repeated('SEC("', 1 << 20),
  'half a file': program.slice(0, program.length / 2),
  'NUL bytes and lone surrogates': `${program}\0\uD800\uDC00\uD800 SEC("\0`,
};

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ebpf-bad-'));
  try {
    for (const [name, text] of Object.entries(inputs)) {
      const file = path.join(folder, 'bad.bpf.c');
      writeFileSync(file, text);
      const uri = pathToFileURL(file).href;
      const peer = new LanguagePeer(process.execPath, [path.join(root, 'dist/server.js'), '--stdio']);
      try {
        await peer.start(folder);
        const deaf = peer.deafness();
        await peer.open(uri, text);
        const opened = deaf.slowest();
        const lines = text.split('\n');
        const line = lines.length >> 1;
        for (let n = 0; n < 3; n++) await peer.type(uri, 2 + n, line, 0, ' ');
        await peer.complete(uri, line, 1);
        const slowest = Math.max(opened, await deaf.stop());
        report({ name, unit: 'ms', ours: slowest, peerName: 'limit', peer: 100, wanted: { atMost: 1 } });
      } finally {
        peer.stop();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
