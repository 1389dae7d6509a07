// The texts of the helpers: both languages tell of the same 211 helpers, in short, whole sentences.
import { describe, expect, it } from 'vitest';
import english from './helpers.en.json';
import chinese from './helpers.zh-cn.json';

interface Text {
  readonly summary: string;
  readonly note?: string;
}

/** The longest line that a completion list shows beside a name. */
const SUMMARY_LENGTH = 110;

const languages: readonly [language: string, end: string, texts: Readonly<Record<string, Text>>][] = [
  ['English', '.', english],
  ['Chinese', '。', chinese],
];

const withNote = (texts: Readonly<Record<string, Text>>): string[] =>
  Object.keys(texts).filter((name) => texts[name]?.note !== undefined);

describe.each(languages)('helper texts in %s', (_language, end, texts) => {
  it('tell of every helper', () => {
    expect(Object.keys(texts)).toHaveLength(211);
    expect(Object.keys(texts).filter((name) => !/^bpf_[a-z0-9_]+$/.test(name))).toEqual([]);
  });

  it('are one short line and a note in whole sentences', () => {
    const wrong = Object.entries(texts).filter(
      ([, { summary, note }]) =>
        summary.length > SUMMARY_LENGTH ||
        [summary, note ?? end].some(
          (text) => !text.endsWith(end) || text !== text.trim() || text.includes('\n'),
        ),
    );
    expect(wrong).toEqual([]);
  });

  it('warn where users stumble', () => {
    expect(withNote(texts).length).toBeGreaterThanOrEqual(120);
  });
});

it('both languages have the same helpers, with notes on the same ones', () => {
  expect(Object.keys(chinese)).toEqual(Object.keys(english));
  expect(withNote(chinese)).toEqual(withNote(english));
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
