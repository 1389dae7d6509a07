/** Renames a name of the project, wherever it stands. */
import * as l10n from '@vscode/l10n';
import { ErrorCodes, ResponseError, type Range, type TextEdit } from 'vscode-languageserver';
import type { AcrossFiles } from './acrossFiles';
import { rangeIn, type FeatureContext } from './featureContext';
import { occurrencesAt, spansInFile } from './occurrences';
import { wordAt } from './place';

/** The name under the cursor; refuses what is not the project's to rename. */
export function prepareRename(
  { document, facts }: FeatureContext,
  offset: number,
): { range: Range; placeholder: string } {
  const own = occurrencesAt({ document }, offset);
  const name = own?.name ?? wordAt(document.tokens, offset);
  const isElsewhere = name !== undefined && facts.included.place(name)?.header.isStandard === false;
  const all = own?.all ?? (isElsewhere ? spansInFile(document, name) : []);
  const here = all.find(({ start, end }) => offset >= start && offset <= end);
  if (name === undefined || !here) throw refusal(l10n.t('This is no name of this project.'));
  return { range: rangeIn(document, here), placeholder: name };
}

/** By URI. */
export function renameEdits(found: AcrossFiles | undefined, newName: string): Record<string, TextEdit[]> {
  if (!found || found.isStandard) throw refusal(l10n.t('This is no name of this project.'));
  if (!/^[A-Za-z_]\w*$/.test(newName)) throw refusal(l10n.t('{0} is no name in C.', newName));
  const { name, files } = found;
  for (const { document } of files) {
    const { functions, maps, globals } = document.model;
    if (newName !== name && [...functions, ...maps, ...globals].some((one) => one.name.text === newName))
      throw refusal(l10n.t('{0} is taken already.', newName));
  }
  return Object.fromEntries(
    files.map(({ uri, document, spans }) => [
      uri,
      spans.map((span) => ({ range: rangeIn(document, span), newText: newName })),
    ]),
  );
}

function refusal(message: string): ResponseError<undefined> {
  return new ResponseError(ErrorCodes.InvalidRequest, message);
}
