/** What we say of the facts in the user's language: a line each, and a note where people stumble. */
import constantsEnglish from './constants.en.json';
import constantsChinese from './constants.zh-cn.json';
import helpersEnglish from './helpers.en.json';
import helpersChinese from './helpers.zh-cn.json';
import kfuncsEnglish from './kfuncs.en.json';
import kfuncsChinese from './kfuncs.zh-cn.json';
import macrosEnglish from './macros.en.json';
import macrosChinese from './macros.zh-cn.json';
import mapTypesEnglish from './mapTypes.en.json';
import mapTypesChinese from './mapTypes.zh-cn.json';
import programTypesEnglish from './programTypes.en.json';
import programTypesChinese from './programTypes.zh-cn.json';

import sectionsEnglish from './sections.en.json';
import sectionsChinese from './sections.zh-cn.json';

export interface Text {
  /** One sentence. */
  summary: string;
  /** Typical use, and the mistake that everyone makes. */
  note?: string;
}

export interface Texts {
  readonly helper: (name: string) => Text | undefined;
  /** By libbpf's name, what follows its slash left out: `kprobe`, `cgroup/connect4`. */
  readonly section: (name: string) => Text | undefined;
  /** Flags and return values: `BPF_ANY`, `XDP_PASS`. */
  readonly constant: (name: string) => Text | undefined;
  /** Macros and inline functions of libbpf's headers. */
  readonly macro: (name: string) => Text | undefined;
  readonly kfunc: (name: string) => Text | undefined;
  /** Without `BPF_MAP_TYPE_`. */
  readonly mapType: (name: string) => Text | undefined;
  /** Without `BPF_PROG_TYPE_`. */
  readonly programType: (name: string) => Text | undefined;
}

/** @param language as editors name it: `zh-cn`; English for any other than Chinese */
export function textsIn(language: string): Texts {
  const isChinese = /^zh\b/i.test(language) && !/^zh[-_](tw|hk|hant)/i.test(language);
  return {
    helper: from(isChinese ? helpersChinese : helpersEnglish, helpersEnglish),
    mapType: from(isChinese ? mapTypesChinese : mapTypesEnglish, mapTypesEnglish),
    programType: from(isChinese ? programTypesChinese : programTypesEnglish, programTypesEnglish),
    section: from(isChinese ? sectionsChinese : sectionsEnglish, sectionsEnglish),
    constant: from(isChinese ? constantsChinese : constantsEnglish, constantsEnglish),
    macro: from(isChinese ? macrosChinese : macrosEnglish, macrosEnglish),
    kfunc: from(isChinese ? kfuncsChinese : kfuncsEnglish, kfuncsEnglish),
  };
}

function from(
  texts: Readonly<Record<string, Text>>,
  english: Readonly<Record<string, Text>>,
): (name: string) => Text | undefined {
  return (name) => (Object.hasOwn(english, name) ? (texts[name] ?? english[name]) : undefined);
}
