// The texts of the kfuncs that a program's author writes: the same ones in both languages, in short, whole sentences.
import { describe, expect, it } from 'vitest';
import english from './kfuncs.en.json';
import chinese from './kfuncs.zh-cn.json';
import { faultyTexts, shapeOf, type TextsByName } from './textRules';

const languages: readonly [language: string, end: string, texts: TextsByName][] = [
  ['English', '.', english],
  ['Chinese', '。', chinese],
];

describe.each(languages)('kfunc texts in %s', (_language, end, texts) => {
  it('are one short line and a note in whole sentences', () => {
    expect(faultyTexts(texts, end)).toEqual([]);
  });

  it.each(['new', 'next', 'destroy'])('tell of every iterator whose %s they tell of', (step) => {
    const iterators = (suffix: string): string[] =>
      Object.keys(texts).flatMap((name) => new RegExp(`^bpf_iter_(\\w+)_${suffix}$`).exec(name)?.[1] ?? []);
    expect(iterators(step)).toEqual(iterators('new'));
    expect(iterators(step)).toContain('num');
  });

  it.each([
    ['bpf_task_acquire', 'bpf_task_release'],
    ['bpf_obj_new', 'bpf_obj_drop'],
    ['bpf_skb_ct_lookup', 'bpf_ct_release'],
    ['bpf_rcu_read_lock', 'bpf_rcu_read_unlock'],
    ['bpf_preempt_disable', 'bpf_preempt_enable'],
    ['bpf_cpumask_create', 'bpf_cpumask_release'],
  ])('tell of %s and of its counterpart', (...pair) => {
    expect(Object.keys(texts)).toEqual(expect.arrayContaining(pair));
  });
});

it('both languages have the same kfuncs, with notes on the same ones', () => {
  expect(shapeOf(chinese)).toEqual(shapeOf(english));
});
