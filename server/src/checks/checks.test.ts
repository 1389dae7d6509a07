/**
 * What each check finds, and what it leaves alone. A line `// ^^^^ id` marks what is found in the line above it, and
 * `//! id: text` says it in words where tabs are in the way; everything else must stay silent.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { KernelVersion } from '#bpf/facts/kernelVersion';
import { ParsedDocument } from '../model/parsedDocument';
import { CParser } from '../syntax/parser';
import { grammarFiles } from '../syntax/grammarForTests';
import { checks } from './checks';
import { runChecks } from './runChecks';

let parser: CParser;
beforeAll(async () => {
  parser = await CParser.load(grammarFiles);
});

const head = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
char LICENSE[] SEC("license") = "GPL";
struct event { __u32 pid; __u64 at; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, __u32); __type(value, struct event); } seen SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } rb SEC(".maps");
int use(void) { return bpf_map_delete_elem(&seen, &rb); }
`;

/** @param source with markers; \`head\` stands before it unless it brings its own licence */
function check(source: string, kernel?: KernelVersion): void {
  const lines = source.split('\n');
  const kept: string[] = [];
  const expected: string[] = [];
  for (const line of lines) {
    const words = /^\s*\/\/! ([\w-]+: .*)$/.exec(line)?.[1];
    if (words !== undefined) {
      expected.push(words);
      continue;
    }
    const marker = /^\s*\/\/\s*(\^+)\s+([\w-]+)\s*$/.exec(line);
    if (!marker) {
      kept.push(line);
      continue;
    }
    const from = line.indexOf('^');
    expected.push(`${marker[2]}: ${(kept.at(-1) ?? '').slice(from, from + (marker[1] ?? '').length)}`);
  }
  const text = /SEC\("license"\)|no head/.test(source) ? kept.join('\n') : head + kept.join('\n');
  const findings = runChecks(ParsedDocument.read(parser, text), checks, {
    severity: { 'long-name': 'off' },
    kernel,
  });
  const found = findings.map((one) => `${one.check}: ${text.slice(one.start, one.end).split('\n')[0] ?? ''}`);
  expect(found.sort()).toEqual(expected.sort());
}

const kprobe = (body: string): string =>
  `SEC("kprobe/f")\nint k(struct pt_regs *ctx)\n{\n${body}\n\treturn 0;\n}\n`;

describe('sections', () => {
  it('a slip of the finger', () =>
    check(`SEC("krpobe/f")
//  ^^^^^^^^^^ unknown-section
int k(void *ctx) { return 0; }`));
  it('removed from libbpf', () =>
    check(`SEC("xdp_devmap/a")
//  ^^^^^^^^^^^^^^ unknown-section
int k(struct xdp_md *ctx) { return 0; }`));
  it.each([
    'xdp',
    '?xdp',
    'xdp.frags',
    'kprobe/f+0x10',
    'tp/sched/sched_switch',
    'uprobe//bin/bash:readline',
    'fentry/f',
    'struct_ops/a',
    'tcx/ingress',
    'freplace/f',
    'iter.s/task',
    'usdt/libc.so.6:libc:setjmp',
  ])('libbpf knows %s', (section) => check(`SEC("${section}")\nint k(void *ctx) { return 0; }`));
  it('a tracepoint without a category', () =>
    check(`SEC("tp/sched_switch")
//  ^^^^^^^^^^^^^^^^^ section-target
int k(void *ctx) { return 0; }`));
  it('a wrapper of a system call', () =>
    check(`SEC("kprobe/__x64_sys_write")
//  ^^^^^^^^^^^^^^^^^^^^^^^^ syscall-wrapper
int k(struct pt_regs *ctx) { return 0; }`));
  it('arguments of a system call, looked for in the wrong place', () => {
    check(`SEC("ksyscall/write")
int BPF_KPROBE(k, unsigned int fd) { return 0; }
//             ^ syscall-arguments`);
    check(`SEC("ksyscall/write")
int k(struct pt_regs *ctx) { return PT_REGS_PARM2(ctx); }
//                                  ^^^^^^^^^^^^^^^^^^ syscall-arguments`);
    check(`SEC("ksyscall/write")
int k(struct pt_regs *ctx) { struct pt_regs *r = (struct pt_regs *)PT_REGS_PARM1(ctx); return PT_REGS_PARM2(r); }`);
    check('SEC("ksyscall/write")\nint BPF_KSYSCALL(k, unsigned int fd) { return fd; }');
    check('SEC("kprobe/vfs_write")\nint BPF_KPROBE(k, void *file) { return PT_REGS_PARM2(ctx); }');
  });
  it('a hook that no kernel has', () =>
    check(`SEC("lsm/file_opne")
//  ^^^^^^^^^^^^^^^ attach-target
int k(void *ctx) { return 0; }`));
  it('a call, for a kernel without calls', () => {
    const source = `static int weigh(void) { return 1; }
//         ^^^^^ calls-need-inline
static __always_inline int other(void) { return 1; }
SEC("kprobe/f")
int k(void *ctx) { return weigh() + other(); }`;
    check(source, [4, 9]);
    check(source.replace(/^\/\/.*\n/m, ''), [4, 16]);
  });
  it('a context of another type', () =>
    check(`SEC("xdp")
int k(struct __sk_buff *ctx) { return 2; }
//    ^^^^^^^^^^^^^^^^ context-type`));
  it('a context under a name of its own', () =>
    check('typedef struct xdp_md context;\nSEC("xdp")\nint k(context *ctx) { return 2; }'));
});

describe('return values', () => {
  it('of another type of program', () =>
    check(`SEC("xdp")
int k(struct xdp_md *ctx) { return TC_ACT_OK; }
//                                 ^^^^^^^^^ return-value`));
  it('that the verifier refuses', () =>
    check(`SEC("cgroup/sock_create")
int k(struct bpf_sock *ctx) { return 2; }
//                                   ^ return-value`));
  it('that it takes', () =>
    check('SEC("cgroup/sock_create")\nint k(struct bpf_sock *ctx) { return ctx->family ? 1 : 0; }'));
});

describe('licence', () => {
  it('is missing', () =>
    check(`// no head
SEC("kprobe/f")
int k(struct pt_regs *ctx) { return bpf_trace_printk("a", 2); }
//  ^ licence-missing`));
  it('is not compatible', () =>
    check(`char _license[] SEC("license") = "Proprietary";
SEC("kprobe/f")
int k(struct pt_regs *ctx) { return bpf_trace_printk("a", 2); }
//                                  ^^^^^^^^^^^^^^^^ gpl-only-helper`));
});

describe('helpers', () => {
  it('for no program of the type', () =>
    check(`SEC("kprobe/f")
int k(struct pt_regs *ctx) { return bpf_redirect(1, 0); }
//                                  ^^^^^^^^^^^^ helper-program-type`));
  it('in a function that only one type of program reaches', () =>
    check(`static int inner(void) { return bpf_redirect(1, 0); }
//                              ^^^^^^^^^^^^ helper-program-type
SEC("kprobe/f")
int k(struct pt_regs *ctx) { return inner(); }`));
  it('in a function that several reach: silence', () =>
    check(`static int inner(void) { return bpf_redirect(1, 0); }
SEC("kprobe/f")
int k(struct pt_regs *ctx) { return inner(); }
SEC("tc")
int t(struct __sk_buff *skb) { return inner(); }`));
  it('of a newer kernel than the target has', () => {
    const source = (marker: string): string => `SEC("xdp")
int k(struct xdp_md *ctx) { bpf_ktime_get_tai_ns(); return 2; }
${marker}`;
    check(source('//                          ^^^^^^^^^^^^^^^^^^^^ helper-program-type'), [5, 15]);
    check(source(''), [6, 12]);
  });
  it('that may sleep', () =>
    check(`SEC("kprobe/f")
int k(struct pt_regs *ctx) { char b[4]; return bpf_copy_from_user(b, 4, 0); }
//                                             ^^^^^^^^^^^^^^^^^^ sleepable-helper`));
  it('that may sleep, where it may', () =>
    check('SEC("uprobe.s")\nint k(struct pt_regs *ctx) { char b[4]; return bpf_copy_from_user(b, 4, 0); }'));
  it('with too few arguments', () =>
    check(kprobe('\tbpf_get_current_comm(ctx);\n//! helper-arguments: bpf_get_current_comm(ctx)')));
  it('with a map of another type', () =>
    check(`SEC("kprobe/f")
int k(struct pt_regs *ctx) { return bpf_perf_event_output(ctx, &rb, 0, ctx, 8); }
//                                                             ^^^ helper-map-type`));
  it('of the file are its own', () =>
    check(
      'static int bpf_redirect(int a) { return a; }\nSEC("kprobe/f")\nint k(struct pt_regs *ctx) { return bpf_redirect(1); }',
    ));
});

describe('bpf_printk', () => {
  it.each([
    ['"%f", 1', '"%f"'],
    ['"%.3d", 1', '"%.3d"'],
    ['"%n", 1', '"%n"'],
  ])('%s', (given, found) => {
    const line = `int k(void) { return bpf_printk(${given}); }`;
    check(`${line}\n//${' '.repeat(line.indexOf(found) - 2)}${'^'.repeat(found.length)} bpf-printk`);
  });
  it('counts', () =>
    check(`int k(void) { return bpf_printk("%d %d", 1); }
//                   ^^^^^^^^^^^^^^^^^^^^^^ bpf-printk`));
  it.each(['"%%d"', '"%pI4 %s", &a, b', '"%-8llx %5d %c", a, b, c', '"a" "%d", 1'])('takes %s', (given) =>
    check(`int k(void) { return bpf_printk(${given}); }`),
  );
});

describe('maps', () => {
  const map = (name: string, ...members: string[]): string =>
    `struct {\n${members.map((one) => `\t${one}\n`).join('')}} ${name} SEC(".maps");\nint u_${name}(void) { return bpf_map_delete_elem(&${name}, 0); }`;
  it('without a type', () =>
    check(`struct { __uint(max_entries, 1); } m SEC(".maps");
//                                 ^ map-fields
int u(void) { return bpf_map_delete_elem(&m, 0); }`));
  it('an array with a key of 8 bytes', () =>
    check(`struct {
	__uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(value, __u32);
	__type(key, __u64);
//! map-fields: __type(key, __u64)
} m SEC(".maps");
int u(void) { return bpf_map_delete_elem(&m, 0); }`));
  it('a ring buffer of an odd size', () =>
    check(`struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 5000); } m SEC(".maps");
//                                                               ^^^^ ringbuf-size
int u(void) { return bpf_ringbuf_output(&m, 0, 0, 0); }`));
  it('in its old form', () =>
    check(`struct bpf_map_def SEC("maps") old = { .type = BPF_MAP_TYPE_HASH, .key_size = 4 };
//                             ^^^ legacy-map
int u(void) { return bpf_map_delete_elem(&old, 0); }`));
  it('that nobody uses', () =>
    check(`struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, __u32); } idle SEC(".maps");
//                                                                                                             ^^^^ unused-map
SEC("xdp")
int k(struct xdp_md *ctx) { return 2; }`));
  it('twice', () =>
    check(`${map('two', '__uint(type, BPF_MAP_TYPE_ARRAY);', '__uint(max_entries, 1);', '__type(key, __u32);', '__type(value, __u32);')}
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, __u32); } two SEC(".maps");
//                                                                                                             ^^^ duplicate-name`));
  it('all is well', () =>
    check(
      map(
        'fine',
        '__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);',
        '__uint(max_entries, 1 << 4);',
        '__type(key, __u32);',
        '__type(value, struct event);',
      ),
    ));
});

describe('what the verifier or the compiler refuses', () => {
  it('too much on the stack', () =>
    check(`int k(void) { char big[600]; return big[0]; }
//                 ^^^ stack-size`));
  it('too much on the stack, together', () =>
    check(`int k(void *c) {
//  ^ stack-size
  char a[300];
  struct { __u64 b[32]; } other;
  if (c) { char inner[64]; bpf_get_current_comm(inner, 16); } else { char inner[64]; bpf_get_current_comm(inner, 16); }
  bpf_get_current_comm(a, 16);
  bpf_get_current_comm(&other, 16);
  return 0; }`));
  it('blocks share their place, and what nobody is handed may be gone', () =>
    check(`int k(void *c) {
  char a[300];
  char lonely[300];
  if (c) { char inner[200]; bpf_get_current_comm(inner, 16); } else { char inner[200]; bpf_get_current_comm(inner, 16); }
  bpf_get_current_comm(a, sizeof(lonely));
  return 0; }`));
  it('just enough on the stack', () => check('int k(void) { char big[512]; return big[0]; }'));
  it('floating point', () =>
    check(`int k(int n) { return n * 1.5; }
//                        ^^^ floating-point`));
  it('floating point that the compiler folds', () =>
    check('int t(struct bpf_timer *t) { bpf_timer_start(t, 1.5e9 * 2, 0); return 1.5; }'));
  it('the C library', () =>
    check(`int k(char *a) { return strlen(a); }
//                      ^^^^^^ libc-call`));
  it('too many arguments', () =>
    check(`int k(int a, int b, int c, int d, int e, int f) { return a; }
//  ^ too-many-arguments`));
  it('recursion', () =>
    check(`int k(int a) { return a ? k(a - 1) : 0; }
//                        ^ recursion`));
  it('a call through a pointer', () =>
    check(`int k(void) { int (*go)(int) = pick; return go(1); }
//                                          ^^^^^ function-pointer`));
  it('a kernel pointer in a kprobe', () =>
    check(`SEC("kprobe/f")
int BPF_KPROBE(k, struct task_struct *task) { return task->pid; }
//                                                   ^^^^^^^^^ kernel-pointer`));
  it('a kernel pointer where the verifier knows its type', () =>
    check('SEC("fentry/f")\nint BPF_PROG(k, struct task_struct *task) { return task->pid; }'));
  it('reading memory of nobody in particular', () =>
    check(`int k(void *a) { long b; return bpf_probe_read(&b, 8, a); }
//                              ^^^^^^^^^^^^^^ probe-read`));
  it('a loop without an end', () =>
    check(`int k(int a) { while (1) a++; return a; }
//             ^^^^^^^^^^ unbounded-loop`));
  it('a loop with a way out', () => check('int k(int a) { for (;;) { if (a++ > 3) break; } return a; }'));
});

describe('null checks', () => {
  const lookUp = (rest: string): string =>
    `int k(__u32 key)\n{\n\tstruct event *e = bpf_map_lookup_elem(&seen, &key);\n${rest}\n}`;
  it('missing', () => check(lookUp('\treturn e->pid;\n//! null-check: e->pid')));
  it('the wrong way round', () =>
    check(
      lookUp(`	if (!e)
		return e->pid;
//! null-check: e->pid
	return 0;`),
    ));
  it.each([
    '\tif (!e)\n\t\treturn 0;\n\treturn e->pid;',
    '\tif (e)\n\t\treturn e->pid;\n\treturn 0;',
    '\treturn e ? e->pid : 0;',
    '\treturn e && e->pid;',
    '\tif (e == NULL || e->pid)\n\t\treturn 0;\n\treturn 1;',
    '\tif (unlikely(!e))\n\t\tgoto out;\n\te->pid = 1;\nout:\n\treturn 0;',
    '\tif (!e) {\n\t\te = bpf_map_lookup_elem(&seen, &key);\n\t\tif (!e)\n\t\t\treturn 0;\n\t}\n\treturn e->pid;',
    '\tif (test(e))\n\t\treturn 0;\n\treturn e->pid;',
    '\tstruct event *other = e;\n\tif (!other)\n\t\treturn 0;\n\treturn e->pid;',
    '\treturn sizeof(e->pid);',
    '\tfor (int i = 0; i < 3; i++) {\n\t\tif (!e)\n\t\t\tcontinue;\n\t\te->pid++;\n\t}\n\treturn 0;',
  ])('is there: %s', (rest) => check(lookUp(rest)));
  it('after an assignment in the condition', () =>
    check(
      'int k(__u32 key)\n{\n\tstruct event *e;\n\tif ((e = bpf_map_lookup_elem(&seen, &key)))\n\t\treturn e->pid;\n\treturn 0;\n}',
    ));
});

describe('ring buffers', () => {
  const reserve = (rest: string): string =>
    `int k(int a)\n{\n\tstruct event *r = bpf_ringbuf_reserve(&rb, sizeof(*r), 0);\n${rest}\n}`;
  it('without a test', () =>
    check(
      reserve('\tr->pid = 1;\n//! ringbuf-null-check: r->pid\n\tbpf_ringbuf_submit(r, 0);\n\treturn 0;'),
    ));
  it('lost on a way out', () =>
    check(
      reserve(`	if (!r)
		return 0;
	if (a)
		return 1;
//! ringbuf-leak: return 1;
	bpf_ringbuf_submit(r, 0);
	return 0;`),
    ));
  it('used after it is given away', () =>
    check(
      reserve(`	if (!r)
		return 0;
	bpf_ringbuf_submit(r, 0);
	return r->pid;
//! ringbuf-use-after-submit: r->pid`),
    ));
  it.each([
    '\tif (!r)\n\t\treturn 0;\n\tr->pid = a;\n\tbpf_ringbuf_submit(r, 0);\n\treturn 0;',
    '\tif (r) {\n\t\tr->pid = a;\n\t\tbpf_ringbuf_discard(r, 0);\n\t}\n\treturn 0;',
    '\tif (!r)\n\t\treturn 0;\n\tfill(r);\n\treturn 0;',
    '\tif (!r)\n\t\treturn 0;\n\tif (a)\n\t\tgoto drop;\n\tbpf_ringbuf_submit(r, 0);\n\treturn 0;\ndrop:\n\tbpf_ringbuf_discard(r, 0);\n\treturn 0;',
  ])('all is well: %s', (rest) => check(reserve(rest)));
});

describe('packets', () => {
  const xdp = (rest: string): string =>
    `SEC("xdp")\nint f(struct xdp_md *ctx)\n{\n\tvoid *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;\n\tstruct ethhdr *eth = data;\n${rest}\n}`;
  it('looked into before its end is known', () =>
    check(xdp('\treturn eth->h_proto;\n//! packet-bounds: eth->h_proto')));
  it('looked into after a helper that moves it', () =>
    check(
      xdp(
        '\tif ((void *)(eth + 1) > end)\n\t\treturn 0;\n\tbpf_xdp_adjust_head(ctx, 4);\n\treturn eth->h_proto;\n//! packet-bounds: eth->h_proto',
      ),
    ));
  it.each([
    '\tif ((void *)(eth + 1) > end)\n\t\treturn 2;\n\treturn eth->h_proto ? 2 : 1;',
    '\tif (end >= (void *)(eth + 1) && eth->h_proto)\n\t\treturn 2;\n\treturn 1;',
    '\tif (parse(data, end))\n\t\treturn 2;\n\treturn eth->h_proto ? 2 : 1;',
    '\treturn data + sizeof(*eth) > end ? 2 : 1;',
    '\teth = other();\n\treturn eth->h_proto ? 2 : 1;',
  ])('all is well: %s', (rest) => check(xdp(rest)));
});

describe('locks and holes', () => {
  it('a call under a lock', () =>
    check(`int k(struct bpf_spin_lock *lock)
{
	bpf_spin_lock(lock);
	bpf_ktime_get_ns();
//! spin-lock-held: bpf_ktime_get_ns()
	bpf_spin_unlock(lock);
	return 0;
}`));
  it('a lock that is kept', () =>
    check(`int k(struct bpf_spin_lock *lock, int a)
{
	bpf_spin_lock(lock);
	if (a)
		return 1;
//! spin-lock-held: return 1;
	bpf_spin_unlock(lock);
	return 0;
}`));
  it('a hole in a value', () =>
    check(`int k(__u32 key)
{
	struct event e;
	e.pid = 1;
	e.at = 2;
	return bpf_map_update_elem(&seen, &key, &e, 0);
//! uninitialised-padding: &e
}`));
  it('no hole', () =>
    check(
      'int k(__u32 key)\n{\n\tstruct event e = {};\n\treturn bpf_map_update_elem(&seen, &key, &e, 0);\n}',
    ));
});

describe('comments', () => {
  it('silence a line, the next line, one check, a file', () => {
    check('int k(int n) { return n * 1.5; } // ebpf-ignore');
    check('// ebpf-ignore: floating-point\nint k(int n) { return n * 1.5; }');
    check('// ebpf-ignore-file: floating-point, recursion\n\n\nint k(int n) { return n * 1.5; }');
    check(`int k(int n) { return n * 1.5; } // ebpf-ignore: recursion
//                        ^^^ floating-point`);
  });
});

it('has a different id for each check', () => {
  expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  expect(checks.length).toBeGreaterThanOrEqual(30);
});
