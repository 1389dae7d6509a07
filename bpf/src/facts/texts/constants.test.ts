// The texts of constants and of libbpf's macros: the same ones in both languages, in short, whole sentences, and
// none missing that a program returns or that a map takes as a flag.
import { describe, expect, it } from 'vitest';
import headers from '../data/headers.json';
import mapTypes from '../data/mapTypes.json';
import programTypes from '../data/programTypes.json';
import constantsEnglish from './constants.en.json';
import constantsChinese from './constants.zh-cn.json';
import macrosEnglish from './macros.en.json';
import macrosChinese from './macros.zh-cn.json';
import { faultyTexts, shapeOf, type TextsByName } from './textRules';

const files: readonly [subject: string, language: string, end: string, texts: TextsByName][] = [
  ['constant', 'English', '.', constantsEnglish],
  ['constant', 'Chinese', '。', constantsChinese],
  ['macro', 'English', '.', macrosEnglish],
  ['macro', 'Chinese', '。', macrosChinese],
];

describe.each(files)('%s texts in %s', (_subject, _language, end, texts) => {
  it('are one short line and a note in whole sentences', () => {
    expect(faultyTexts(texts, end)).toEqual([]);
  });

  it('say something else of each name', () => {
    const summaries = Object.values(texts).map(({ summary }) => summary);
    expect(summaries).toHaveLength(new Set(summaries).size);
  });
});

it.each<[subject: string, english: TextsByName, chinese: TextsByName]>([
  ['constants', constantsEnglish, constantsChinese],
  ['macros', macrosEnglish, macrosChinese],
])('both languages have the same %s, with notes on the same ones', (_subject, english, chinese) => {
  expect(shapeOf(chinese)).toEqual(shapeOf(english));
});

describe('constant texts', () => {
  const told = Object.keys(constantsEnglish);

  it('tell of all that a program can return by name', () => {
    const types: readonly { returns: readonly { value: unknown; name?: string | null }[] }[] =
      programTypes.programTypes;
    const names = types.flatMap(({ returns }) => returns.flatMap(({ name }) => name ?? []));
    expect(names).toContain('XDP_PASS');
    expect(told).toEqual(expect.arrayContaining(names));
  });

  it('tell of all flags that a map takes', () => {
    const types: readonly { allowedFlags: readonly string[] }[] = mapTypes.mapTypes;
    const names = types.flatMap(({ allowedFlags }) => allowedFlags);
    expect(names).toContain('BPF_F_NO_PREALLOC');
    expect(told).toEqual(expect.arrayContaining(names));
  });

  it.each(['BPF_ANY', 'BPF_F_CURRENT_CPU', 'BPF_RB_NO_WAKEUP', 'BPF_F_USER_STACK', 'CLOCK_MONOTONIC'])(
    'tell of %s, which helpers take',
    (name) => {
      expect(told).toContain(name);
    },
  );
});

describe('macro texts', () => {
  const told = Object.keys(macrosEnglish);
  const internal = /^(?:___|__bpf_|__PT_|__CORE_|__BPF_)|^PT_REGS_(?:ARM64|RV|S390)$/;
  const inside = new Set(['BPF_PRINTK_FMT_MOD', 'bpf_target_defined']);

  it('tell of all that an author writes from the headers of libbpf, in their order, and of nothing else', () => {
    const names = headers.items.map(({ name }) => name);
    expect(told).toEqual(names.filter((name) => !internal.test(name) && !inside.has(name)));
  });
});
