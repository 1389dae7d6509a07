// The texts of the helpers: both languages tell of the same 211 helpers, in short, whole sentences.
import { describe, expect, it } from 'vitest';
import english from './helpers.en.json';
import chinese from './helpers.zh-cn.json';
import { faultyTexts, shapeOf, type TextsByName } from './textRules';

const languages: readonly [language: string, end: string, texts: TextsByName][] = [
  ['English', '.', english],
  ['Chinese', '。', chinese],
];

describe.each(languages)('helper texts in %s', (_language, end, texts) => {
  it('tell of every helper', () => {
    expect(Object.keys(texts)).toHaveLength(211);
    expect(Object.keys(texts).filter((name) => !/^bpf_[a-z0-9_]+$/.test(name))).toEqual([]);
  });

  it('are one short line and a note in whole sentences', () => {
    expect(faultyTexts(texts, end)).toEqual([]);
  });

  it('warn where users stumble', () => {
    expect(shapeOf(texts).filter(([, hasNote]) => hasNote).length).toBeGreaterThanOrEqual(120);
  });
});

it('both languages have the same helpers, with notes on the same ones', () => {
  expect(shapeOf(chinese)).toEqual(shapeOf(english));
});

it.each([
  ['bpf_map_lookup_elem', 'NULL'],
  ['bpf_perf_event_output', 'BPF_F_CURRENT_CPU'],
  ['bpf_skb_store_bytes', 'data_end'],
  ['bpf_get_current_comm', '16'],
  ['bpf_probe_read', 'bpf_probe_read_user'],
] as const)('%s warns of %s in both languages', (name, word) => {
  expect(english[name].note).toContain(word);
  expect(chinese[name].note).toContain(word);
});
