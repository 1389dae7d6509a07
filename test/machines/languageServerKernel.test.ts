/** The built server with this machine's kernel for a target: what its BTF and its libbpf headers say. */
import { mkdtempSync, rmSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CompletionList, Hover } from 'vscode-languageserver';
import { PlainClient } from './plainClient';

let folder: string;
let client: PlainClient;
let uri: string;
const target = {
  name: 'here',
  kernelRelease: release(),
  machine: 'x86_64',
  btf: '/sys/kernel/btf/vmlinux',
  helperHeader: '/usr/include/bpf/bpf_helper_defs.h',
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kernel-'));
  uri = pathToFileURL(path.join(folder, 'a.bpf.c')).href;
  client = new PlainClient();
});
afterEach(async () => {
  await client.end();
  rmSync(folder, { recursive: true });
});

const head = '#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\nchar LICENSE[] SEC("license") = "GPL";\n';

/** Opens a source with `$0` where the cursor is, and says where that is. */
async function open(marked: string, options: object = {}): Promise<[line: number, character: number]> {
  const text = head + marked;
  const before = text.slice(0, text.indexOf('$0')).split('\n');
  await client.start({ target, ...options });
  await client.open(uri, text.replace('$0', ''));
  return [before.length - 1, before.at(-1)?.length ?? 0];
}

/** What is offered, once it holds what is expected: the kernel's types are read beside the first answers. */
async function offers(marked: string, expected: string): Promise<string[]> {
  const [line, character] = await open(marked);
  const ask = async (): Promise<string[]> => {
    const { items } = await client.ask<CompletionList>('completion', uri, line, character);
    return items.map(({ label }) => label);
  };
  await expect.poll(ask).toContain(expected);
  return ask();
}

it.each([
  ['SEC("fentry/vfs_rea$0") int f(void *c) { return 0; }', 'vfs_read'],
  ['SEC("kprobe/do_sys_openat$0") int f(void *c) { return 0; }', 'do_sys_openat2'],
  ['SEC("ksyscall/opena$0") int f(void *c) { return 0; }', 'openat'],
  ['SEC("tp_btf/sched_proc$0") int f(void *c) { return 0; }', 'sched_process_exec'],
  ['SEC("raw_tp/sched_sw$0") int f(void *c) { return 0; }', 'sched_switch'],
  ['SEC("lsm/file_o$0") int f(void *c) { return 0; }', 'file_open'],
  ['SEC("iter/ta$0") int f(void *c) { return 0; }', 'task_file'],
])('%s offers %s', async (marked, expected) => {
  await offers(marked, expected);
});

it('the arguments of a program are those of its function', async () => {
  await offers(
    'SEC("fentry/vfs_read")\nint BPF_PROG(f, $0)\n{\n\treturn 0;\n}\n',
    'struct file *file, char *buf, size_t count, loff_t *pos',
  );
});

it.each([
  ['struct task_struct *task = (void *)c; task->mm->$0', 'mmap_base'],
  ['struct task_struct *task = (void *)c; task->se.$0', 'vruntime'],
  ['struct task_struct *t[2]; t[0]->$0', 'tgid'],
  ['struct task_struct *task; BPF_CORE_READ(task, mm, exe_file, $0)', 'f_inode'],
  ['struct task_struct *task; int p; BPF_CORE_READ_INTO(&p, task, real_parent, t$0)', 'tgid'],
])('%s offers %s', async (body, expected) => {
  await offers(`SEC("kprobe/f") int f(struct pt_regs *c) { ${body} }`, expected);
});

it('members that another extension offers are left to it', async () => {
  const body = 'struct own { int mine; }; SEC("kprobe/f") int f(struct pt_regs *c) { struct own *o; o->$0 }';
  expect(await offers(body, 'mine')).toEqual(['mine']);
  await client.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { ebpf: { hasCExtension: true } },
  });
  const character = body.indexOf('$0');
  const { items } = await client.ask<CompletionList>('completion', uri, 3, character);
  expect(items).toEqual([]);
});

it('a section tells the function that it names, a helper what the kernel says, a member its place', async () => {
  const text = `SEC("fexit/vfs_read") int BPF_PROG(f$0, struct file *file) { bpf_get_smp_processor_id(); return file->f_pos; }`;
  const [line] = await open(text);
  const words = async (word: string): Promise<string> => {
    const answer = await client.ask<Hover | null>(
      'hover',
      uri,
      line,
      text.replace('$0', '').indexOf(word) + 2,
    );
    return JSON.stringify(answer?.contents ?? '');
  };
  await expect.poll(() => words('fexit/')).toMatch(/ssize_t vfs_read\(struct file \*file, char \*buf/);
  expect(await words('bpf_get_smp')).toMatch(/The kernel says:.*SMP/);
  expect(await words('f_pos')).toMatch(/loff_t f_pos.*8 bytes at offset \d+/);
});

it('a target without BTF, and a file that is none, are no harm', async () => {
  const [line, character] = await open('SEC("fentry/vfs_rea$0") int f(void *c) { return 0; }', {
    target: { ...target, btf: '/etc/passwd', helperHeader: '/nowhere' },
  });
  const { items } = await client.ask<CompletionList>('completion', uri, line, character);
  expect(items).toEqual([]);
});

it('a function that this kernel does not have is told, with one that it has', async () => {
  await open(
    'SEC("fentry/vfs_raed") int f(void *c) { return $0; }\nSEC("fexit/vfs_read") int g(void *c) { return 0; }',
  );
  await expect.poll(() => client.of(uri)?.map(({ code }) => code)).toEqual(['attach-target']);
  expect(client.of(uri)?.[0]?.message).toMatch(/vfs_raed.*Did you mean vfs_read\?/);
});
