/** What we say of the facts in the user's language: a line each, and a note where people stumble. */
import helpersEnglish from './helpers.en.json';
import helpersChinese from './helpers.zh-cn.json';
import kfuncsEnglish from './kfuncs.en.json';
import kfuncsChinese from './kfuncs.zh-cn.json';
import mapTypesEnglish from './mapTypes.en.json';
import mapTypesChinese from './mapTypes.zh-cn.json';
import programTypesEnglish from './programTypes.en.json';
import programTypesChinese from './programTypes.zh-cn.json';

export interface Text {
  /** One sentence. */
  summary: string;
  /** Typical use, and the mistake that everyone makes. */
  note?: string;
}

export interface Texts {
  readonly helper: (name: string) => Text | undefined;
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
    kfunc: from(isChinese ? kfuncsChinese : kfuncsEnglish, kfuncsEnglish),
  };
}

function from(
  texts: Readonly<Record<string, Text>>,
  english: Readonly<Record<string, Text>>,
): (name: string) => Text | undefined {
  return (name) => (Object.hasOwn(english, name) ? (texts[name] ?? english[name]) : undefined);
}
