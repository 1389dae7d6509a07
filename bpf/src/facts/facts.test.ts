/** The catalogue is whole, and its parts know each other. */
import { iteratorTargets, lsmHookByName, lsmHooks, structOpsTypes } from './attachTargets';
import { describe, expect, it } from 'vitest';
import { headerItems } from './headers';
import { availability, helperByName, helpers } from './helpers';
import { isBefore, kernelVersion } from './kernelVersion';
import { kfuncs } from './kfuncs';
import { mapTypeByName, mapTypes } from './mapTypes';
import { enforcedReturns, programTypeByName, programTypes } from './programTypes';
import { distance, matchSection, removedSections, sections } from './sections';
import helperTexts from './texts/helpers.en.json';
import mapTexts from './texts/mapTypes.en.json';
import mapTextsChinese from './texts/mapTypes.zh-cn.json';
import programTexts from './texts/programTypes.en.json';
import programTextsChinese from './texts/programTypes.zh-cn.json';
import { textsIn } from './texts/texts';

it('is whole', () => {
  expect([
    helpers.length,
    sections.length,
    removedSections.length,
    mapTypes.length,
    programTypes.length,
    kfuncs.length,
  ]).toEqual([211, 116, 2, 35, 32, 373]);
  expect(headerItems.length).toBeGreaterThan(150);
  expect(Object.keys(helperTexts)).toEqual(helpers.map(({ name }) => name));
});

it('numbers and names once', () => {
  for (const rows of [helpers, mapTypes, programTypes]) {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  }
  expect(new Set(sections.map(({ name }) => name)).size).toBe(sections.length);
});

it('names only what is there', () => {
  const types = new Set(programTypes.map(({ name }) => name));
  const maps = new Set(mapTypes.map(({ name }) => name));
  const unknown = [
    ...helpers.flatMap(({ programTypes: own }) => Object.keys(own)).filter((name) => !types.has(name)),
    ...helpers.flatMap(({ mapTypes: own }) => own ?? []).filter((name) => !maps.has(name)),
    ...sections.map(({ programType }) => programType).filter((name) => !types.has(name)),
    ...mapTypes.flatMap(({ helpers: own }) => own).filter((name) => !helperByName(name)),
  ];
  expect([...new Set(unknown)]).toEqual([]);
  for (const { since } of helpers) expect(kernelVersion(since)).toBeDefined();
});

describe('a section', () => {
  it.each([
    ['xdp', 'XDP', undefined],
    ['?xdp.frags/devmap', 'XDP', undefined],
    ['kprobe/a/b', 'KPROBE', 'a/b'],
    ['uprobe//bin/bash:readline', 'KPROBE', '/bin/bash:readline'],
    ['tp/sched/sched_switch', 'TRACEPOINT', 'sched/sched_switch'],
    ['fentry.s/f', 'TRACING', 'f'],
    ['cgroup/connect4', 'CGROUP_SOCK_ADDR', undefined],
  ])('%s', (text, programType, target) => {
    const match = matchSection(text);
    expect(match.kind === 'program' && [match.definition.programType, match.target]).toEqual([
      programType,
      target,
    ]);
  });
  it.each(['.maps', 'license', '.rodata.x', '.struct_ops.link'])('%s is data', (text) =>
    expect(matchSection(text).kind).toBe('data'),
  );
  it.each([
    ['krpobe/f', 'kprobe/f'],
    ['tracepont/a/b', 'tracepoint/a/b'],
    ['xpd', 'xdp'],
    ['fexti/f', 'fexit/f'],
  ])('%s is likely %s', (text, meant) => {
    const match = matchSection(text);
    expect(match.kind === 'unknown' && match.suggestions).toContain(meant);
  });
  it('that libbpf removed', () =>
    expect(matchSection('xdp_cpumap/x')).toMatchObject({ kind: 'removed', replacement: 'xdp/cpumap' }));
  it('of a loader of its own has no suggestion', () =>
    expect(matchSection('my_program')).toEqual({ kind: 'unknown', suggestions: [] }));
});

describe('availability', () => {
  const of = (name: string, type: string, kernel?: readonly [number, number]): string => {
    const helper = helperByName(name);
    return helper ? availability(helper, type, kernel).kind : 'no such helper';
  };
  it.each([
    ['bpf_map_lookup_elem', 'XDP', undefined, 'available'],
    ['bpf_redirect', 'KPROBE', undefined, 'never'],
    ['bpf_bind', 'CGROUP_SOCK_ADDR', undefined, 'conditional'],
    ['bpf_bind', 'XDP', [6, 12], 'never'],
    ['bpf_ringbuf_reserve', 'XDP', [5, 4], 'since'],
    ['bpf_ringbuf_reserve', 'XDP', [5, 8], 'available'],
    ['bpf_redirect', 'EXT', undefined, 'available'],
  ] as const)('%s in %s on %s: %s', (name, type, kernel, kind) => expect(of(name, type, kernel)).toBe(kind));
});

it('knows what the verifier enforces', () => {
  const range = (type: string, attach?: string): unknown => {
    const row = programTypeByName(type);
    return row && enforcedReturns(row, attach);
  };
  expect(range('CGROUP_SOCK')).toEqual([0, 1]);
  expect(range('TRACING', 'BPF_TRACE_FENTRY')).toEqual([0, 0]);
  expect(range('TRACING', 'BPF_MODIFY_RETURN')).toBeUndefined();
  expect(range('CGROUP_SOCK_ADDR', 'BPF_CGROUP_INET4_BIND')).toEqual([0, 3]);
  expect(range('XDP')).toBeUndefined();
});

it('compares', () => {
  expect(kernelVersion('6.1.0-25-amd64')).toEqual([6, 1]);
  expect(kernelVersion('next')).toBeUndefined();
  expect(isBefore([5, 15], [6, 1]) && !isBefore([6, 1], [6, 1])).toBe(true);
  expect([distance('xpd', 'xdp'), distance('a', 'abcdef'), distance('abc', 'abc')]).toEqual([1, 9, 0]);
  expect(mapTypeByName('BPF_MAP_TYPE_CGROUP_STORAGE_DEPRECATED')?.name).toBe('CGROUP_STORAGE');
});

it.each([
  ['map types', mapTypes, mapTexts, mapTextsChinese],
  ['program types', programTypes, programTexts, programTextsChinese],
] as const)('tells of all %s in both languages', (_, rows, english, chinese) => {
  const names = rows.map(({ name }) => name).sort();
  expect([Object.keys(english).sort(), Object.keys(chinese).sort()]).toEqual([names, names]);
  for (const { summary } of Object.values(english)) expect(summary).toMatch(/^.{20,140}\.$/);
  for (const { summary } of Object.values(chinese)) expect(summary).toMatch(/^.{6,80}。$/);
});

it('knows hooks and iterators by name, each once, with arguments that are declarations', () => {
  expect([lsmHooks.length, iteratorTargets.length, structOpsTypes.length]).toEqual([264, 18, 9]);
  for (const list of [lsmHooks, iteratorTargets]) {
    const names = list.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  }
  expect(lsmHookByName('file_open')).toMatchObject({ returns: 'int', parameters: ['struct file *file'] });
  expect(
    lsmHooks.flatMap(({ parameters }) => parameters).filter((one) => !/^\w.*[ *]\w+(\[\])?$/.test(one)),
  ).toEqual([]);
});

it('speaks both languages', () => {
  expect(textsIn('zh-cn').helper('bpf_map_lookup_elem')?.summary).toMatch(/映射/);
  expect(textsIn('de').helper('bpf_map_lookup_elem')?.summary).toMatch(/NULL/);
  expect(textsIn('en').helper('toString')).toBeUndefined();
});
