/** Renames a name of the file, wherever it stands. */
import * as l10n from '@vscode/l10n';
import { ErrorCodes, ResponseError, type Range, type TextEdit } from 'vscode-languageserver';
import { rangeIn, type FeatureContext } from './featureContext';
import { occurrencesAt, type Occurrences } from './occurrences';

/** The name under the cursor; refuses what is not the file's to rename. */
export function prepareRename(
  context: FeatureContext,
  offset: number,
): { range: Range; placeholder: string } {
  const found = wanted(context, offset);
  const here = found.all.find(({ start, end }) => offset >= start && offset <= end) ?? found.declaration;
  return { range: rangeIn(context.document, here), placeholder: found.name };
}

export function rename(context: FeatureContext, offset: number, newName: string): TextEdit[] {
  const found = wanted(context, offset);
  if (!/^[A-Za-z_]\w*$/.test(newName)) throw refusal(l10n.t('{0} is no name in C.', newName));
  const taken = [
    ...context.document.model.functions,
    ...context.document.model.maps,
    ...context.document.model.globals,
  ];
  if (newName !== found.name && taken.some(({ name }) => name.text === newName)) {
    throw refusal(l10n.t('{0} is taken already.', newName));
  }
  return found.all.map((span) => ({ range: rangeIn(context.document, span), newText: newName }));
}

function wanted(context: FeatureContext, offset: number): Occurrences {
  const found = occurrencesAt(context, offset);
  if (!found) throw refusal(l10n.t('This is no name of this file.'));
  return found;
}

function refusal(message: string): ResponseError<undefined> {
  return new ResponseError(ErrorCodes.InvalidRequest, message);
}
