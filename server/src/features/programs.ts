/** The programs of a file, for a client that has something to say over each. */
import type { ProgramInFile } from '#protocol/language';
import { rangeIn, type FeatureContext } from './featureContext';

export function programsIn({ document, facts }: FeatureContext): ProgramInFile[] {
  return facts.programs.map(({ program, programType, attachType, sleepable }) => ({
    name: program.name.text,
    section: program.section.text,
    ...(programType === undefined ? {} : { programType }),
    ...(attachType === undefined ? {} : { attachType }),
    sleepable,
    range: rangeIn(document, program),
    nameRange: rangeIn(document, program.name),
  }));
}
