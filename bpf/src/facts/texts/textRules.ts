/** What every text has to be; the tests of each kind of texts ask this first. */
import type { Text } from './texts';

/** The longest line that a completion list shows beside a name. */
const longestSummary = 110;

export type TextsByName = Readonly<Record<string, Text>>;

/** Names of texts that are not one short line, with a note in whole sentences at most. @param end of a sentence */
export function faultyTexts(texts: TextsByName, end: string): string[] {
  return Object.entries(texts).flatMap(([name, { summary, note = end }]) => {
    const isFaulty = [summary, note].some(
      (text) => !text.endsWith(end) || text !== text.trim() || text.includes('\n'),
    );
    return isFaulty || summary.length > longestSummary ? [name] : [];
  });
}

/** Names in their order, each with whether it has a note: the same in every language. */
export function shapeOf(texts: TextsByName): [name: string, hasNote: boolean][] {
  return Object.entries(texts).map(([name, { note }]) => [name, note !== undefined]);
}
