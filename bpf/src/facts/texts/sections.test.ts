// The texts of libbpf's sections: every section that libbpf knows or knew, the same in both languages, in short, whole
// sentences.
import { describe, expect, it } from 'vitest';
import data from '../data/sections.json';
import english from './sections.en.json';
import chinese from './sections.zh-cn.json';
import { faultyTexts, shapeOf, type TextsByName } from './textRules';

const languages: readonly [language: string, end: string, texts: TextsByName][] = [
  ['English', '.', english],
  ['Chinese', '。', chinese],
];

describe.each(languages)('section texts in %s', (_language, end, texts) => {
  it('tell of every section, in the order of the data', () => {
    expect(Object.keys(texts)).toEqual([...data.sections, ...data.removed].map(({ name }) => name));
  });

  it('are one short line and a note in whole sentences', () => {
    expect(faultyTexts(texts, end)).toEqual([]);
  });

  it('tell each section apart from all others', () => {
    const summaries = Object.values(texts).map(({ summary }) => summary);
    expect(new Set(summaries).size).toBe(summaries.length);
  });

  it('refer only to sections that there are', () => {
    const referred = Object.values(texts).flatMap(({ note }) =>
      [...(note ?? '').matchAll(/`([a-z_]+(?:\/[a-z0-9_]+)?(?:\.[a-z]+)*)`/g)].map(([, name]) => name),
    );
    expect(referred).not.toEqual([]);
    expect(referred.filter((name) => name !== 'da' && !Object.hasOwn(texts, name ?? ''))).toEqual([]);
  });

  it('warn where users stumble', () => {
    const noted = Object.keys(texts).filter((name) => texts[name]?.note !== undefined);
    expect(noted.length).toBeGreaterThanOrEqual(60);
    expect(noted).toEqual(
      expect.arrayContaining(['kprobe', 'fentry', 'ksyscall', 'tp', 'tc', 'xdp', 'lsm', 'uprobe', 'usdt']),
    );
  });
});

it('both languages have notes on the same sections', () => {
  expect(shapeOf(chinese)).toEqual(shapeOf(english));
});
