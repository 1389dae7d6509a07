/** What is read of a file; and that reading it again after an edit gives what a fresh look gives. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { grammarFiles } from '../syntax/grammarForTests';
import { CParser } from '../syntax/parser';
import { Facts } from './facts';
import { ParsedDocument } from './parsedDocument';

let parser: CParser;
beforeAll(async () => {
  parser = await CParser.load(grammarFiles);
});

const root = path.join(__dirname, '../../..');
const programs = readdirSync(path.join(root, 'bpf-templates'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.bpf.c'))
  .map((name) => readFileSync(path.join(root, 'bpf-templates', name), 'utf8'));

const read = (text: string, former?: ParsedDocument): ParsedDocument =>
  ParsedDocument.read(parser, text, former);

/** The model in words that compare. */
function summary({ model }: ParsedDocument): unknown {
  return {
    functions: model.functions.map((one) => [
      one.name,
      one.section?.text,
      one.attributes,
      one.macro,
      one.function.broken,
      one.function.parameters.length,
    ]),
    maps: model.maps.map((map) => [
      map.name,
      map.form,
      [...map.fields].map(([name, field]) => [name, field.text, field.start]),
    ]),
    globals: model.globals.map((one) => [one.name, one.section]),
    licence: model.licence,
    types: [...model.types.keys()],
    enumerators: [...model.enumerators],
    bodies: model.functions.map((one) => JSON.stringify(one.function.body)),
  };
}

describe('a program', () => {
  it.each([
    ['SEC("xdp") int f(struct xdp_md *ctx) { return 2; }', 'f xdp 1'],
    ['SEC("kprobe/x")\nint BPF_KPROBE(f, int a, char *b)\n{\n\treturn a;\n}', 'f kprobe/x 2'],
    ['SEC("fentry/x")\nint BPF_PROG(f)\n{\n\treturn 0;\n}', 'f fentry/x 0'],
    ['SEC("fentry/x")\nint BPF_PROG(f){ return 0; }', 'f fentry/x 0'],
    ['SEC("ksyscall/x") int BPF_KSYSCALL(f, int dfd) { return 0; }', 'f ksyscall/x 1'],
    ['SEC("tc") __attribute__((used)) int __noinline f(void *ctx) { bpf_repeat(3) { } return 0; }', 'f tc 1'],
    ['void BPF_STRUCT_OPS(f, struct task_struct *p)\n{\n}', 'f struct_ops/f 1'],
    ['static __always_inline struct a *f(struct b *b) { return 0; }', 'f undefined 1'],
  ])('%s', (source, expected) => {
    const [one] = read(source).model.functions;
    expect(`${one?.name.text} ${one?.section?.text} ${one?.function.parameters.length}`).toBe(expected);
    expect(one?.function.broken).toBe(false);
    expect(source.slice(one?.name.start, one?.name.end)).toBe('f');
  });

  it('reads libbpf’s loops as loops', () => {
    const [one] = read('SEC("xdp") int f(void *ctx) { int i; bpf_for(i, 0, 10) { if (i) break; } return 0; }')
      .model.functions;
    expect(
      one?.function.body.body.map((statement) =>
        statement.kind === 'for' ? statement.macro : statement.kind,
      ),
    ).toEqual(['declaration', 'bpf_for', 'return']);
  });

  it('survives what is broken beside it', () => {
    const text =
      'SEC("xdp") int a(void *c) { if ( \n\nSEC("tc") int b(void *c) { return 0; }\nchar L[] SEC("license") = "GPL";';
    const { model } = read(text);
    expect(model.programs.map(({ name }) => name.text)).toContain('b');
    expect(model.licence?.text).toBe('GPL');
  });
});

describe('a map', () => {
  it('of BTF, with another inside', () => {
    const { model } = read(
      'struct { __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS); __uint(max_entries, 2); __array(values, struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, int); }); } outer SEC(".maps") = { .values = { &a } };',
    );
    const [map] = model.maps;
    expect([...(map?.fields.keys() ?? [])]).toEqual(['type', 'max_entries', 'values']);
    expect([...(map?.inner?.keys() ?? [])]).toEqual(['type', 'key']);
  });
  it('of old', () => {
    const [map] = read(
      'struct bpf_map_def SEC("maps") m = { .type = BPF_MAP_TYPE_HASH, .key_size = sizeof(int), .max_entries = 1 << 4 };',
    ).model.maps;
    expect([...(map?.fields ?? [])].map(([name, { text }]) => `${name}=${text}`)).toEqual([
      'type=BPF_MAP_TYPE_HASH',
      'key_size=sizeof(int)',
      'max_entries=1 << 4',
    ]);
  });
});

it('knows where a global lives', () => {
  const { model } = read(
    'int a; int b = 1; const volatile int c = 2; extern int d __kconfig; extern const int e __ksym; static char s[4];',
  );
  expect(model.globals.map(({ name, section }) => `${name.text} ${section}`)).toEqual([
    'a .bss',
    'b .data',
    'c .rodata',
    'd .kconfig',
    'e .ksyms',
    's .bss',
  ]);
});

describe('constants and layouts', () => {
  const facts = (): Facts =>
    new Facts(
      read(
        '#define A 4\n#define B (A << 2)\nenum e { X = 3, Y };\ntypedef __u64 stamp;\nstruct s { __u8 a; stamp b; char c[B]; };\nstruct p { __u8 a; __u32 b; } __attribute__((packed));',
      ).model,
    );
  it.each([
    ['B', 16n],
    ['A * (2 + 1)', 12n],
    ['Y', 4n],
    ['sizeof(struct s)', 32n],
    ['1 << 5 | 1', 33n],
    ['-1 ? 2 : 3', 2n],
    ['0x10UL', 16n],
    ['A == 4 && !0', 1n],
  ])('%s', (text, value) => expect(facts().constant(text)).toBe(value));
  it.each(['UNKNOWN', 'f(1)', 'sizeof(struct nobody)', 'sizeof(struct p)', '1 +', ''])('not %s', (text) =>
    expect(facts().constant(text)).toBeUndefined(),
  );
  it('finds the holes', () =>
    expect(facts().layoutNamed('struct s')?.holes).toEqual([{ after: 'a', offset: 1, size: 7 }]));
});

describe('any text', () => {
  const whole = fc.constantFrom(...programs);

  it('gives the same through edits as afresh', () => {
    const edit = fc.record({
      at: fc.nat(),
      remove: fc.nat(40),
      insert: fc.constantFrom(
        '',
        'x',
        '{',
        '}',
        '(',
        '"',
        '\n',
        '/*',
        ';',
        'SEC("xdp")\nint g(void *c) { return 0; }\n',
        '#if 0\n',
      ),
    });
    fc.assert(
      fc.property(whole, fc.array(edit, { minLength: 1, maxLength: 6 }), (program, edits) => {
        let text = program;
        let document = read(text);
        for (const { at, remove, insert } of edits) {
          const place = at % (text.length + 1);
          text = text.slice(0, place) + insert + text.slice(place + remove);
          document = read(text, document);
        }
        expect(summary(document)).toEqual(summary(read(text)));
      }),
      { numRuns: 60 },
    );
  });

  it('has spans that are in the text, in order', () => {
    fc.assert(
      fc.property(whole, fc.nat(), (program, end) => {
        const text = program.slice(0, end % (program.length + 1));
        let last = 0;
        for (const { start, end: to } of read(text).model.items) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(to).toBeLessThanOrEqual(text.length);
          last = to;
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['a megabyte', '/* x */ int a;\n'.repeat(70_000)],
    ['one line', 'int f(void) { return 1 + 2; } '.repeat(3000)],
    ['NUL bytes', 'int a\0b; SEC("xdp")\0 int f(void *c) { return 0; }'],
    ['carriage returns', 'SEC("xdp")\r\nint f(void *c)\r\n{\r\n\treturn 0;\r\n}\r\n'],
    ['surrogates', '/* 😀😀 */ SEC("xdp") int f(void *c) { return 0; /* 😀 */ }'],
    ['deep nesting', `int f(void) { ${'{'.repeat(200)} ${'}'.repeat(200)} }`],
    ['deep brackets', `int f(void) { return ${'('.repeat(2000)}1${')'.repeat(2000)}; }`],
    ['half a file', '#include "a.h"\nSEC("xdp") int f(struct xdp_md *ctx) { return ctx->'],
    [
      'ten thousand maps',
      Array.from(
        { length: 10_000 },
        (_, n) => `struct { __uint(type, BPF_MAP_TYPE_HASH); } m${n} SEC(".maps");`,
      ).join('\n'),
    ],
  ])('is read: %s', (_, text) => {
    const document = read(text);
    expect(new Facts(document.model).programs.length).toBeLessThan(10);
  });
});
