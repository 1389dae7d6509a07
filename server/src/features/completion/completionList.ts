/** Items as they cross the wire: what all of them share is said once, to clients that understand it. */
import { TextEdit, type CompletionItem, type CompletionList } from 'vscode-languageserver';
import { mostItems } from './functions';

export function completionList(items: CompletionItem[], canShareRange: boolean): CompletionList {
  const isIncomplete = items.length >= mostItems;
  const first = items[0]?.textEdit;
  const range = first && TextEdit.is(first) ? first.range : undefined;
  const isShared = items.every(
    ({ textEdit }) => TextEdit.is(textEdit) && textEdit.range.start.character === range?.start.character,
  );
  if (!canShareRange || !range || !isShared) return { items, isIncomplete };
  return {
    isIncomplete,
    itemDefaults: { editRange: range },
    items: items.map(({ textEdit, ...rest }) => ({ ...rest, textEditText: textEdit?.newText ?? rest.label })),
  };
}
