/** Puts the answers into a template's source. Pure. */

export interface Filling {
  /** Stands in the source as a word of its own, wherever it is to be replaced. */
  placeholder: string;
  answer: string;
}

/** All placeholders at once: an answer that looks like another's placeholder stays as it is. */
export function fillTemplate(source: string, fillings: readonly Filling[]): string {
  const wanted = fillings.filter(({ placeholder, answer }) => placeholder !== answer);
  if (wanted.length === 0) return source;
  const answers = new Map(wanted.map(({ placeholder, answer }) => [placeholder, answer]));
  const either = [...answers.keys()]
    .sort((a, b) => b.length - a.length)
    .map(escape)
    .join('|');
  return source.replace(
    new RegExp(`(?<![\\w$])(?:${either})(?![\\w$])`, 'g'),
    (found) => answers.get(found) ?? found,
  );
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
