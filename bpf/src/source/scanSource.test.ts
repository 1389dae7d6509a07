import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanSource } from './scanSource';

/** Each program as `name @ section`, in order. */
function programs(source: string): string[] {
  return scanSource(source).programs.map((program) => `${program.name} @ ${program.section}`);
}

describe('programs', () => {
  it.each([
    ['SEC("xdp")\nint drop(struct xdp_md *ctx)\n{\n\treturn XDP_DROP;\n}', 'drop @ xdp'],
    ['SEC("xdp") static __always_inline __u64 *f(void) { return 0; }', 'f @ xdp'],
    [
      'SEC("tc")\n/* int no(void) {} */ // int neither() {}\n\n\nint\nyes\n(struct __sk_buff *skb)\n{}',
      'yes @ tc',
    ],
    ['int SEC("xdp") after(void *ctx) {}', 'after @ xdp'],
    [
      'SEC("fentry/do_unlinkat")\nint BPF_PROG(unlink, int dfd, struct filename *name)\n{}',
      'unlink @ fentry/do_unlinkat',
    ],
    ['SEC("kprobe/x")\nint BPF_KPROBE(kp, int dfd) {}', 'kp @ kprobe/x'],
    ['SEC("kretprobe/x") int BPF_KRETPROBE(krp, long ret) {}', 'krp @ kretprobe/x'],
    ['SEC("ksyscall/kill") BPF_KSYSCALL(entry, pid_t pid) {}', 'entry @ ksyscall/kill'],
    ['SEC("usdt") int BPF_USDT(\n  probe,\n  int x) {}', 'probe @ usdt'],
    ['s32 BPF_STRUCT_OPS_SLEEPABLE(simple_init) {}', 'simple_init @ struct_ops.s/simple_init'],
    ['__attribute__((section("tp/a/b"), used)) int tp(void *ctx) {}', 'tp @ tp/a/b'],
    ['SEC("kprobe/" "a") int two(void *ctx) {}', 'two @ kprobe/a'],
    ['#define WHERE "kprobe/b" /* here */\nSEC(WHERE) int named(void *ctx) {}', 'named @ kprobe/b'],
    ['SEC("xdp") int f(struct xdp_md *ctx) __attribute__((noinline)) {}', 'f @ xdp'],
    ['SEC("xdp") prog(void *ctx) {}', 'prog @ xdp'],
    ['DEFINE(thing)\nSEC("xdp") int f(void *ctx) {}', 'f @ xdp'],
    ['SEC("xdp") struct result f(void *ctx) {}', 'f @ xdp'],
    ['SEC("?xdp") int f(void *ctx) {}', 'f @ ?xdp'],
  ])('finds %j', (source, expected) => expect(programs(source)).toEqual([expected]));

  it.each([
    'int plain(void) { return 0; }',
    'struct { int a; } map SEC(".maps");',
    'struct event { int a; };\nstruct event *unused SEC(".x");',
    'char LICENSE[] SEC("license") = "GPL";',
    'SEC(".struct_ops") struct ops o = { .init = (void *)init };',
    'int x SEC(".data") = (int){ 1 };',
    'SEC("xdp") int declared(struct xdp_md *ctx);',
    'SEC(".text") int sub(void) {}',
    '// SEC("xdp") int f(void *c) {}\n/* SEC("xdp") int f(void *c) {} */',
    'char *s = "SEC(\\"xdp\\") int f(void *c) {}";',
    '#if 0\nSEC("xdp") int f(void *c) {}\n#endif',
    '#if 1\n#else\nSEC("xdp") int f(void *c) {}\n#endif',
    '#if 0\n#if FOO\n#else\nSEC("xdp") int f(void *c) {}\n#endif\n#endif',
    '#define P SEC("xdp") int f(void *c) { \\\n }',
    '// joined \\\nSEC("xdp") int f(void *c) {}',
  ])('finds none in %j', (source) => expect(programs(source)).toEqual([]));

  it('reads both branches of a condition that it cannot know', () => {
    const source = `
SEC("xdp")
#ifdef FULL
int big(void *ctx) { if (1) {
#else
int small(void *ctx) { {
#endif
}}
#if 0
int x() { {
#elif defined(Y)
SEC("tc") int y(void *ctx) {}
#else
SEC("tc") int z(void *ctx) {}
#endif
SEC("kprobe") int last(void *ctx) {}`;
    expect(programs(source)).toEqual(['small @ xdp', 'y @ tc', 'z @ tc', 'last @ kprobe']);
  });

  it('says when part of a section is a macro from elsewhere', () => {
    const [program] = scanSource('SEC("kprobe/" SYS_PREFIX "sys_write") int f(void *ctx) {}').programs;
    expect(program).toMatchObject({ section: 'kprobe/sys_write', sectionExact: false });
  });

  it.each([
    ['a missing brace', 'SEC("xdp") int a(void *c) { if (1) {\n}\nSEC("tc") int b(void *c) {}', ['b @ tc']],
    ['a missing semicolon', 'char l[] SEC("license") = "GPL"\nSEC("tc") int b(void *c) {}', ['b @ tc']],
    ['a string without end', 'int a(void) { x("oops); }\n}\nSEC("tc") int b(void *c) {}', ['b @ tc']],
    ['a half-written section', 'SEC("xdp\nSEC("tc") int b(void *c) {}', ['b @ tc']],
    ['a half-written function', 'SEC("xdp") int a(\n\nSEC("tc") int b(void *c) {}', ['b @ tc']],
  ])('recovers from %s', (_what, source, expected) => expect(programs(source)).toEqual(expected));

  it('gives ranges in UTF-16 units, with lines and characters', () => {
    const source = '/* 蜂🐝 */ SEC("xdp")\r\nint drop(void *c)\r\n{\r\n}\r\n';
    const [program] = scanSource(source).programs;
    expect(program).toMatchObject({
      line: 1,
      sectionRange: {
        start: { offset: 14, line: 0, character: 14 },
        end: { offset: 19, line: 0, character: 19 },
      },
      nameRange: { start: { offset: 26, line: 1, character: 4 }, end: { offset: 30, line: 1, character: 8 } },
      functionRange: { start: { offset: 10, line: 0, character: 10 }, end: { line: 3, character: 1 } },
    });
  });
});

describe('licence', () => {
  it.each([
    ['char LICENSE[] SEC("license") = "Dual BSD/GPL";', 'Dual BSD/GPL'],
    ['const char _license[] __attribute__((section("license"), used)) = "GPL";', 'GPL'],
    ['SEC("license") char l[4] = "MIT";', 'MIT'],
    ['#define LICENCE "GPL v2"\nchar l[] SEC("license") = LICENCE;', 'GPL v2'],
    ['char l[] SEC("other") = "GPL";', undefined],
  ])('%s', (source, expected) => expect(scanSource(source).licence?.text).toBe(expected));
});

describe('trace prints', () => {
  const inside = (body: string): string => `SEC("xdp") int f(void *ctx) {\n${body}\n}`;

  it.each([
    ['bpf_printk("hello %d\\n", 1);', 'hello %d\n'],
    ['bpf_printk("a" /* b */ " c"\n "\\x41\\101\\t\\"\\u4e2d\\xe4\\xb8\\xad");', 'a cAA\t"中中'],
    ['char fmt[] = "pid %d"; bpf_trace_printk(fmt, sizeof(fmt), 1);', 'pid %d'],
    [
      'const char fmt[16] __attribute__((aligned(8))) = "x"; bpf_trace_vprintk((const char *)fmt, sizeof(fmt), 0, 0);',
      'x',
    ],
    ['if (a) { static const char *m = "n"; bpf_trace_printk(m, 2); }', 'n'],
    ['bpf_printk("open', 'open'],
  ])('reads %j', (body, format) => {
    expect(scanSource(inside(body) + '\n}').printks).toMatchObject([{ format, inFunction: 'f' }]);
  });

  it('prefers the array of the function over that of the file', () => {
    const source = `static const char fmt[] = "file";
int a(void) { char fmt[] = "function"; bpf_trace_printk(fmt, sizeof(fmt)); }
int b(void) { bpf_trace_printk(fmt, sizeof(fmt)); }`;
    const found = scanSource(source).printks.map((call) => [
      call.inFunction,
      call.format,
      call.sources[0]?.start.line,
    ]);
    expect(found).toEqual([
      ['a', 'function', 1],
      ['b', 'file', 0],
    ]);
  });

  it('gives the range of the call', () => {
    const source = inside('bpf_printk("a (%d)", ({ int x = f(1); x; }));');
    const [call] = scanSource(source).printks;
    expect(source.slice(call?.range.start.offset, call?.range.end.offset)).toBe(
      'bpf_printk("a (%d)", ({ int x = f(1); x; }))',
    );
  });

  it.each([
    '// bpf_printk("x");\n',
    '#if 0\nbpf_printk("x");\n#endif\n',
    'bpf_printk(other);',
    'bpf_printk',
    's = "bpf_printk(\\"\\")";',
  ])('finds none in %j', (body) => expect(scanSource(inside(body)).printks).toEqual([]));
});

describe('any text', () => {
  const bits = [
    'SEC("xdp")',
    'int f',
    '(',
    ')',
    '{',
    '}',
    ';',
    '=',
    '"',
    "'",
    '\\',
    '\n',
    '#if 0',
    '#else',
    '#endif',
  ];
  const more = [
    '/*',
    '*/',
    '//',
    'bpf_printk("%d")',
    'char s[] = ',
    '"GPL"',
    'BPF_PROG(x',
    '#define A "b"',
    'é',
    '\r',
  ];

  it('never throws, and ranges lie inside the text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...bits, ...more, ' ')), (parts) => {
        const source = parts.join('');
        const model = scanSource(source);
        for (const { functionRange, nameRange } of model.programs) {
          expect(functionRange.start.offset).toBeLessThanOrEqual(nameRange.start.offset);
          expect(nameRange.end.offset).toBeLessThan(functionRange.end.offset);
          expect(functionRange.end.offset).toBeLessThanOrEqual(source.length);
        }
        for (const { range } of model.printks) expect(range.end.offset).toBeLessThanOrEqual(source.length);
      }),
    );
  });
});
