/** The built server on a project of several files: what a header declares is known where it is included. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CompletionList, Hover, Location, SignatureHelp, WorkspaceEdit } from 'vscode-languageserver';
import { PlainClient } from './plainClient';

const header = `struct event { __u64 at; __u32 pid; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, __u32); __type(value, struct event); } seen SEC(".maps");
#define LIMIT 5000
static __always_inline int keep(struct event *e, long limit) { return e->at < limit; }
`;
const program = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "common.h"
char LICENSE[] SEC("license") = "GPL";
SEC("tp/sched/sched_switch")
int f(void *ctx)
{
	__u32 pid = 1;
	struct event *e = bpf_map_lookup_elem(&seen, &pid);
	return e ? keep(e, LIMIT) : 0;
}
`;
const other = '#include "common.h"\nSEC("tp/a/b") int g(void *c) { return keep(0, 1); }\n';
const stranger = 'static int keep(void) { return 0; }\nint main(void) { return keep(); }\n';

let folder: string;
let client: PlainClient;
const uriOf = (name: string): string => pathToFileURL(path.join(folder, name)).href;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'project-'));
  mkdirSync(path.join(folder, 'src'));
  const files = {
    'src/common.h': header,
    'src/a.bpf.c': program,
    'src/b.bpf.c': other,
    'src/main.c': stranger,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  client = new PlainClient();
  await client.start({}, pathToFileURL(folder).href);
  await client.open(uriOf('src/a.bpf.c'), program);
});
afterEach(async () => {
  await client.end();
  rmSync(folder, { recursive: true });
});

const a = (): string => uriOf('src/a.bpf.c');
const h = (): string => uriOf('src/common.h');

it('goes to what a header declares, and to the header', async () => {
  const ask = (line: number, character: number): Promise<Location | null> =>
    client.ask('definition', a(), line, character);
  await expect.poll(() => ask(8, 42)).toMatchObject({ uri: h(), range: { start: { line: 1 } } });
  expect(await ask(9, 13)).toMatchObject({ uri: h(), range: { start: { line: 3, character: 27 } } });
  expect(await ask(9, 21)).toMatchObject({ uri: h(), range: { start: { line: 2, character: 8 } } });
  expect(await ask(8, 10)).toMatchObject({ uri: h(), range: { start: { line: 0, character: 7 } } });
  expect(await ask(2, 12)).toMatchObject({ uri: h(), range: { start: { line: 0, character: 0 } } });
});

it('explains and offers it', async () => {
  const map = (): Promise<Hover | null> => client.ask('hover', a(), 8, 42);
  await expect.poll(async () => JSON.stringify(await map())).toMatch(/16 bytes/);
  const help = await client.ask<SignatureHelp | null>('signatureHelp', a(), 9, 20);
  expect(help?.signatures[0]?.label).toBe('int keep(struct event *e, long limit)');
  const { items } = await client.ask<CompletionList>('completion', a(), 8, 40);
  expect(items.map(({ label }) => label)).toContain('seen');
});

it('finds and renames it in every file that includes the header, and in no other', async () => {
  const ask = (): Promise<Location[]> =>
    client.ask('references', a(), 9, 13, { context: { includeDeclaration: true } });
  await expect.poll(async () => (await ask()).length).toBe(3);
  expect((await ask()).map(({ uri }) => path.basename(uri)).sort()).toEqual([
    'a.bpf.c',
    'b.bpf.c',
    'common.h',
  ]);
  const edit = await client.ask<WorkspaceEdit>('rename', a(), 9, 13, { newName: 'worth' });
  expect(Object.keys(edit.changes ?? {}).sort()).toEqual([a(), uriOf('src/b.bpf.c'), h()].sort());
});

it('a header that is edited counts as it stands in the editor', async () => {
  const errors = (): unknown[] => (client.of(a()) ?? []).map(({ code }) => code);
  await expect.poll(async () => client.ask('definition', a(), 9, 13)).not.toBeNull();
  expect(errors()).toEqual([]);
  await client.open(h(), header.replace('HASH', 'RINGBUF'));
  await expect.poll(errors).toContain('helper-map-type');
});
