/** Where a name is declared: in this file, or in a header; and the file that an `#include` stands for. */
import { lineStarts, rangeOf } from '#bpf/source/position';
import type { Location } from 'vscode-languageserver';
import { rangeIn, type FeatureContext } from './featureContext';
import { occurrencesAt } from './occurrences';
import { wordAt } from './place';
import { uriOf } from './uri';

/** @param uri of this file */
export function definition(context: FeatureContext, offset: number, uri: string): Location | undefined {
  const own = occurrencesAt(context, offset);
  if (own) return { uri, range: rangeIn(context.document, own.declaration) };
  const name = wordAt(context.document.tokens, offset);
  if (name === undefined) return includedFile(context, offset);
  const place = context.facts.included.place(name);
  if (!place) return undefined;
  const { header, span } = place;
  const { start, end } = rangeOf(lineStarts(header.text), span.start, span.end);
  return {
    uri: uriOf(header.path),
    range: {
      start: { line: start.line, character: start.character },
      end: { line: end.line, character: end.character },
    },
  };
}

function includedFile({ document, facts }: FeatureContext, offset: number): Location | undefined {
  const lineStart = document.text.lastIndexOf('\n', offset - 1) + 1;
  const include = document.tokens.includes.find(({ start }) => start >= lineStart && start <= offset);
  const file = include && facts.included.files.get(include.name);
  const top = { line: 0, character: 0 };
  return file === undefined ? undefined : { uri: uriOf(file), range: { start: top, end: top } };
}
