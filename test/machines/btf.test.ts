/**
 * vmlinux.h as printed from the BTF of real kernels, in the hands of a real clang: it compiles with libbpf's headers,
 * and clang gives the structs the sizes and offsets that the kernel's BTF states.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Btf } from '../../bpf/src/btf/btf';
import { printHeader } from '../../bpf/src/btf/printHeader';
import { readBtf } from '../../bpf/src/btf/readBtf';
import type { BtfEnum, BtfStruct, BtfType } from '../../bpf/src/btf/type';
import { onMachine } from './benchMachines';

const { vm } = inject('machines');
const kernels: [string, () => Promise<Uint8Array>][] = [
  ['this machine', () => Promise.resolve(readFileSync('/sys/kernel/btf/vmlinux'))],
  [
    'the 6.1 VM',
    async () => Buffer.from(await onMachine(vm, 'base64 -w0 /sys/kernel/btf/vmlinux'), 'base64'),
  ],
];

describe.each(kernels)('vmlinux.h of %s', (_name, bytes) => {
  let folder: string;
  let btf: Btf;

  beforeAll(async () => {
    const { value, problems } = readBtf(await bytes());
    expect(problems).toEqual([]);
    btf = value;
    folder = await mkdtemp(path.join(tmpdir(), 'vmlinux-'));
    await writeFile(path.join(folder, 'vmlinux.h'), printHeader(btf));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Rejects with clang's messages, warnings included. */
  async function compile(source: string): Promise<void> {
    await writeFile(path.join(folder, 'test.bpf.c'), source);
    const flags = [
      '-target',
      'bpf',
      '-D__TARGET_ARCH_x86',
      '-g',
      '-O2',
      '-Wall',
      '-Werror',
      '-ferror-limit=5',
    ];
    await promisify(execFile)('clang', [...flags, '-c', 'test.bpf.c', '-o', 'test.o'], { cwd: folder });
  }

  test("compiles with libbpf's headers", async () => {
    await compile(`
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tp_btf/sched_switch")
int BPF_PROG(on_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	__u64 pages = BPF_CORE_READ(prev, mm, total_vm);

	bpf_printk("%d %d %llu", BPF_CORE_READ(prev, tgid), next->pid, pages);
	return true;
}

SEC("kprobe/do_unlinkat")
int BPF_KPROBE(on_unlink, int dfd, struct filename *name)
{
	return BPF_CORE_READ(name, name) != NULL;
}
`);
  });

  test('has sizes and offsets as in the kernel', async () => {
    const structs = uniqueTypes(btf, ['struct'], 500).filter(isStruct);
    const unions = uniqueTypes(btf, ['union'], 200).filter(isStruct);
    expect(structs.length).toBeGreaterThanOrEqual(500);
    expect(unions.length).toBeGreaterThanOrEqual(50);
    const checked = [...structs, ...unions].map(structAssertions);
    await compile(`#include "vmlinux.h"\n${checked.flatMap(({ lines }) => lines).join('\n')}\n`);
    const sum = (of: (one: CheckedStruct) => number): number =>
      checked.reduce((total, one) => total + of(one), 0);
    const told = { members: sum(({ members }) => members), bitFields: sum(({ bitFields }) => bitFields) };
    console.log(`${structs.length} structs, ${unions.length} unions, ${told.members} members' offsets;`);
    console.log(`${told.bitFields} bit-fields, which have no offset in C, are left out`);
    // Otherwise most would be left out, and this test would say little.
    expect(told.members).toBeGreaterThan(2500);
    expect(told.bitFields).toBeLessThan(told.members / 10);
  });

  test('would notice a struct of another size', async () => {
    const [struct] = uniqueTypes(btf, ['struct'], 500).filter(isStruct);
    if (!struct) throw new Error('no struct');
    const wrong = structAssertions({ ...struct, size: struct.size + 1 });
    await expect(compile(`#include "vmlinux.h"\n${wrong.lines.join('\n')}\n`)).rejects.toThrow(
      /static_assert/,
    );
  });

  test('has enumerators as in the kernel', async () => {
    const enums = uniqueTypes(btf, ['enum', 'enum64'], 200).filter(isEnum);
    expect(enums.length).toBeGreaterThanOrEqual(100);
    await compile(`#include "vmlinux.h"\n${enums.flatMap((type) => enumAssertions(btf, type)).join('\n')}\n`);
  });
});

/** Evenly picked from all types of these kinds whose name is a tag of theirs alone: others are `name___2`. */
function uniqueTypes(btf: Btf, kinds: readonly string[], wanted: number): BtfType[] {
  const ids: number[] = [];
  for (let id = 1; id < btf.end; id++) {
    if (!kinds.includes(btf.kind(id)) || btf.name(id) === '' || btf.entries(id) === 0) continue;
    const rivals = btf
      .findAll(btf.name(id))
      .filter((rival) => /^(?:struct|union|enum)/.test(btf.kind(rival)));
    if (rivals.length === 1) ids.push(id);
  }
  const step = Math.max(1, Math.floor(ids.length / wanted));
  return ids.filter((_, index) => index % step === 0).map((id) => btf.type(id));
}

function isStruct(type: BtfType): type is BtfStruct {
  return type.kind === 'struct' || type.kind === 'union';
}

function isEnum(type: BtfType): type is BtfEnum {
  return type.kind === 'enum' || type.kind === 'enum64';
}

interface CheckedStruct {
  lines: string[];
  /** Members whose offset is asserted, and those that have none in C. */
  members: number;
  bitFields: number;
}

function structAssertions({ kind, name, size, members }: BtfStruct): CheckedStruct {
  const tag = `${kind} ${name}`;
  const lines = [`_Static_assert(sizeof(${tag}) == ${size}, "size of ${tag}");`];
  const placed = members.filter((member) => member.name !== '' && member.bitSize === 0);
  for (const member of placed) {
    const offset = `__builtin_offsetof(${tag}, ${member.name})`;
    lines.push(`_Static_assert(${offset} == ${member.bitOffset / 8}, "${tag}.${member.name}");`);
  }
  const bitFields = members.filter(({ bitSize }) => bitSize > 0).length;
  return { lines, members: placed.length, bitFields };
}

function enumAssertions(btf: Btf, { name, size, values }: BtfEnum): string[] {
  const lines = [`_Static_assert(sizeof(enum ${name}) == ${size}, "size of enum ${name}");`];
  for (const { name: enumerator, value } of values) {
    // Enumerators of the same name in several enums are renamed, all but one.
    if (btf.findAll(enumerator).length > 0 || (repeated(btf).get(enumerator) ?? 0) > 1) continue;
    const bits = BigInt.asUintN(64, value);
    lines.push(`_Static_assert((unsigned long long)${enumerator} == ${bits}ULL, "${enumerator}");`);
  }
  return lines;
}

const counts = new WeakMap<Btf, Map<string, number>>();

/** How often each enumerator's name occurs. */
function repeated(btf: Btf): Map<string, number> {
  let names = counts.get(btf);
  if (names) return names;
  counts.set(btf, (names = new Map<string, number>()));
  for (let id = 1; id < btf.end; id++) {
    if (!btf.kind(id).startsWith('enum')) continue;
    const type = btf.type(id);
    if (type.kind !== 'enum' && type.kind !== 'enum64') continue;
    for (const { name } of type.values) names.set(name, (names.get(name) ?? 0) + 1);
  }
  return names;
}
