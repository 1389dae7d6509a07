/** What the features say at a place; `$0` in the source is the cursor. */
import { beforeAll, describe, expect, it } from 'vitest';
import { MarkupContent, TextEdit } from 'vscode-languageserver';
import { textsIn } from '#bpf/facts/texts/texts';
import { Facts } from '../model/facts';
import { Included } from '../model/included';
import { ParsedDocument } from '../model/parsedDocument';
import { grammarFiles } from '../syntax/grammarForTests';
import { CParser } from '../syntax/parser';
import { complete } from './completion/completion';
import type { FeatureContext } from './featureContext';
import { resolve } from './completion/resolve';
import { helperDocumentation } from './helperDocs';
import { hover } from './hover';
import { inlayHints } from './inlayHints';
import { occurrencesAt } from './occurrences';
import { acrossFiles } from './acrossFiles';
import { prepareRename, renameEdits } from './rename';
import { semanticTokens } from './semanticTokens';
import { signatureHelp } from './signatureHelp';
import { documentSymbols, workspaceSymbols } from './symbols';

let parser: CParser;
beforeAll(async () => {
  parser = await CParser.load(grammarFiles);
});

function at(marked: string): { context: FeatureContext; offset: number; text: string } {
  const offset = Math.max(0, marked.indexOf('$0'));
  const text = marked.replace('$0', '');
  const document = ParsedDocument.read(parser, text);
  return {
    context: {
      document,
      facts: new Facts(document.model),
      texts: textsIn('en'),
      kernel: undefined,
      kernelTypes: undefined,
      helperHeader: undefined,
      hasCExtension: false,
    },
    offset,
    text,
  };
}

const map =
  'struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 64); __type(key, __u32); __type(value, __u64); } seen SEC(".maps");\n';
const rb = 'struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } rb SEC(".maps");\n';

describe('completion', () => {
  const labels = (marked: string): string[] => {
    const { context, offset } = at(marked);
    return complete(context, offset)
      .sort((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1))
      .map(({ label }) => label);
  };
  it.each([
    ['SEC("xdp") int f(struct xdp_md *ctx) { bpf_map_lo$0 }', 'bpf_map_lookup_elem'],
    ['SEC("xdp") int f(struct xdp_md *ctx) { return XDP$0 }', 'XDP_DROP'],
    ['SEC("xdp") int f(struct xdp_md *ctx) { ctx->da$0 }', 'data'],
    ['SEC("k$0")', 'kprobe'],
    ['SEC("tp/sched/$0") int f(void *c) { return 0; }', 'sched/sched_switch'],
    ['struct { __uint(type, BPF_$0', 'BPF_MAP_TYPE_HASH'],
    [
      'struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(map_flags, $0); } m SEC(".maps");',
      'BPF_F_NO_PREALLOC',
    ],
    [`${map}int f(void) { bpf_map_update_elem(&seen, &k, &v, $0); }`, 'BPF_ANY'],
    [`${map}int f(void) { bpf_map_lookup_elem($0); }`, 'seen'],
    ['int f(void) { bpf_perf_event_output(ctx, &m, $0, &e, 8); }', 'BPF_F_CURRENT_CPU'],
    ['char L[] SEC("license") = "$0";', 'GPL'],
    ['b$0', 'bpf-hello'],
  ])('%s offers %s', (marked, expected) => expect(labels(marked)).toContain(expected));

  it('puts what the program may call first', () => {
    const offered = labels('SEC("kprobe/f") int f(struct pt_regs *ctx) { bpf_r$0 }');
    expect(offered.indexOf('bpf_ringbuf_reserve')).toBeLessThan(offered.indexOf('bpf_redirect'));
    expect(offered).toContain('bpf_ringbuf_reserve');
  });
  it.each([
    'int f(void) { return 12$0; }',
    '// bpf_$0\n',
    'int f(void) { /* bpf_$0 */ }',
    'char s[] = "bpf_$0";',
    'int f(struct a *a) { a->bp$0 }',
  ])('%s offers nothing', (marked) => expect(labels(marked)).toEqual([]));
  it('replaces the word and no more', () => {
    const { context, offset, text } = at('SEC("xdp") int f(struct xdp_md *ctx) { bpf_ktime_get_n$0; }');
    const [item] = complete(context, offset).filter(({ label }) => label === 'bpf_ktime_get_ns');
    const edit = item?.textEdit;
    if (!TextEdit.is(edit)) throw new Error('no edit');
    expect(text.slice(edit.range.start.character, edit.range.end.character)).toBe('bpf_ktime_get_n');
    expect(edit.newText).toBe('bpf_ktime_get_ns()');
  });
});

describe('hover', () => {
  const words = (marked: string): string => {
    const { context, offset } = at(marked);
    const contents = hover(context, offset)?.contents;
    return MarkupContent.is(contents) ? contents.value : '';
  };
  it.each([
    [
      'int f(void) { bpf_map_look$0up_elem(); }',
      /void \*bpf_map_lookup_elem\(void \*map, const void \*key\)[^]*NULL[^]*3\.19/,
    ],
    ['SEC("kprobe/f") int f(void *c) { return bpf_red$0irect(); }', /No program of type kprobe/],
    ['SEC("xd$0p") int f(void *c) { return 2; }', /BPF_PROG_TYPE_XDP[^]*struct xdp_md/],
    [`${map}int f(void) { return se$0en; }`, /BPF_MAP_TYPE_HASH[^]*`__u32`, 4 bytes[^]*64/],
    ['struct { __uint(type, BPF_MAP_TYPE_RING$0BUF); } m SEC(".maps");', /power of 2/],
    ['SEC("xdp") int f(struct xdp_md *ctx) { return ctx->dat$0a; }', /__u32 data[^]*offset 0/],
    ['int f(void) { return XDP_DR$0OP; }', /= 1/],
    ['const volatile int limit = 1; int f(void) { return lim$0it; }', /user space may set/],
    ['int f(void) { BPF_CORE_REA$0D(a, b); }', /Follows[^]*bpf_core_read\.h/],
    ['int f(void) { return XDP_REDI$0RECT; }', /bpf_redirect/],
    ['int f(void) { return BPF_NOE$0XIST; }', /BPF_NOEXIST[^]*\w/],
    ['SEC("kpro$0be/vfs_read") int f(void *c) { return 0; }', /BPF_KPROBE/],
    ['SEC("lsm/file_$0open") int f(void *c) { return 0; }', /int file_open\(struct file \*file\)/],
  ])('%s', (marked, expected) => expect(words(marked)).toMatch(expected));
  it.each(['int f(void) { ret$0urn 0; }', 'int main(int arg$0c) { return 0; }'])('%s: nothing', (marked) =>
    expect(words(marked)).toBe(''),
  );
});

describe('completion items, looked at', () => {
  it.each([
    ['bpf_map_lookup_elem', /^void \*bpf_map/, /NULL/],
    ['BPF_CORE_READ', /bpf_core_read\.h/, /\./],
    ['BPF_F_CURRENT_CPU', undefined, /CPU/],
    ['BPF_MAP_TYPE_RINGBUF', undefined, /\./],
    ['fentry', undefined, /function/],
  ])('%s', (label, detail, words) => {
    const item = resolve(textsIn('en'), { label });
    if (detail) expect(item.detail).toMatch(detail);
    expect(MarkupContent.is(item.documentation) ? item.documentation.value : '').toMatch(words);
  });
});

describe('documentation of the kernel', () => {
  const text = [
    '/*',
    ' * bpf_one',
    ' *',
    ' * \tDoes *this*, and **NULL**\\ .',
    ' *',
    ' * \t::',
    ' *',
    ' * \t\tint a = 1;',
    ' *',
    ' * \tThen more.',
    ' *',
    ' * Returns',
    ' * \t0 on success.',
    ' */',
    'static long (*bpf_one)(void *a) = (void *) 1;',
    '',
    'static long (* const bpf_two)(void *a) = (void *) 2;',
  ].join('\n');
  it('is what stands before the declaration', () => {
    const words = helperDocumentation(Included.none, 'bpf_one', text) ?? '';
    expect(words).toMatch(/^Does \*this\*, and \*\*NULL\*\*\./);
    expect(words).toMatch(/```c\n[^]*int a = 1;[^]*```\nThen more\./);
    expect(words).toMatch(/\*\*Returns\*\*\n\n0 on success\.$/);
  });
  it('is nobody else’s', () => {
    expect(helperDocumentation(Included.none, 'bpf_two', text)).toBeUndefined();
    expect(helperDocumentation(Included.none, 'bpf_three', text)).toBeUndefined();
    expect(helperDocumentation(Included.none, 'bpf_one')).toBeUndefined();
  });
});

describe('signature help', () => {
  it.each([
    ['int f(void) { bpf_map_update_elem(&m, $0) }', 1],
    ['int f(void) { bpf_map_update_elem(&m, g(1, 2), (a, b), $0', 3],
    ['int f(void) { bpf_map_update_elem(", (", x[1, 2], $0', 2],
  ])('%s', (marked, active) => {
    const { context, offset } = at(marked);
    const help = signatureHelp(context, offset);
    expect(help?.signatures[0]?.label).toMatch(/^long bpf_map_update_elem\(/);
    expect(help?.activeParameter).toBe(active);
  });
  it.each(['int f(void) { if ($0) }', 'int f(void) { nobody($0) }', 'int f(void) { g(1); $0 }'])(
    '%s: none',
    (marked) => {
      const { context, offset } = at(marked);
      expect(signatureHelp(context, offset)).toBeUndefined();
    },
  );
});

describe('names', () => {
  const where = (marked: string): string | undefined => {
    const { context, offset } = at(marked);
    return occurrencesAt(context, offset)
      ?.all.map(({ start }) => String(start))
      .join();
  };
  it('of the file, not hidden by locals', () =>
    expect(where('int a; int f(void) { return a$0; } int g(int a) { return a; }')).toBe('4,28'));
  it('of a function', () => expect(where('int a; int g(int a) { return a$0; }')).toBe('17,29'));
  it('are no members', () => expect(where('int a; int f(struct s *s) { return s->a + a$0; }')).toBe('4,42'));
  it('of macros', () => expect(where('#define N 1\nint f(void) { return N$0; }')).toBe('8,33'));
  it('of helpers are not the file’s', () =>
    expect(where('int f(void) { bpf_ktime_get_ns$0(); }')).toBeUndefined());
  it('are renamed', async () => {
    const { context, offset } = at(`${map}int f(void) { return bpf_map_lookup_elem(&se$0en, 0); }`);
    expect(prepareRename(context, offset).placeholder).toBe('seen');
    const uri = 'file:///a.bpf.c';
    const found = await acrossFiles(context, offset, uri, {
      sources: () =>
        (async function* () {
          yield* await Promise.resolve([]);
        })(),
      included: () => Promise.resolve(Included.none),
      parse: (text) => ParsedDocument.read(parser, text),
    });
    if (!found) throw new Error('not found');
    expect(renameEdits(found, 'known')[uri]).toHaveLength(2);
    expect(() => renameEdits(found, '1x')).toThrow(/no name in C/);
    expect(() => renameEdits(found, 'f')).toThrow(/taken/);
    expect(() => prepareRename(context, offset - 12)).toThrow(/no name of this project/);
  });
});

it('outline: programs and maps first', () => {
  const { context } = at(
    `int g(void) { return 0; }\n${map}${rb}SEC("xdp") int f(struct xdp_md *ctx) { return 2; }`,
  );
  expect(documentSymbols(context).map(({ name, detail }) => `${name}: ${detail}`)).toEqual([
    'f: xdp · xdp',
    'seen: hash · __u32 → __u64',
    'rb: ringbuf',
    'g: ',
  ]);
  expect(workspaceSymbols(context, 'file:///a.c', 'sn').map(({ name }) => name)).toEqual(['seen']);
  expect(workspaceSymbols(context, 'file:///a.c', '.*(').map(({ name }) => name)).toEqual([]);
});

it('hints: type of a program, sizes of a map, large stacks', () => {
  const { context, text } = at(`${map}SEC("xdp") int f(struct xdp_md *ctx) { char b[300]; return b[0]; }`);
  expect(inlayHints(context, { start: 0, end: text.length }).map(({ label }) => label)).toEqual([
    'xdp',
    '4 B → 8 B',
    '≈ 300 of 512 bytes of stack',
  ]);
});

it('colours what is BPF’s', () => {
  const { context } = at(
    `${map}SEC("xdp") int f(struct xdp_md *ctx) { bpf_map_lookup_elem(&seen, 0); return XDP_PASS; }`,
  );
  // Five numbers each: __uint BPF_MAP_TYPE_HASH __uint __type __type seen SEC SEC bpf_map_lookup_elem seen XDP_PASS
  expect(semanticTokens(context).data).toHaveLength(11 * 5);
});
