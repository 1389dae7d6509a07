/** The words for an item, when the user looks at it: sending them with each would cost more than finding the items. */
import type { Texts } from '#bpf/facts/texts/texts';
import type { CompletionItem } from 'vscode-languageserver';

export function resolve(texts: Texts, item: CompletionItem): CompletionItem {
  const text = texts.helper(item.label) ?? texts.kfunc(item.label);
  if (!text) return item;
  const value = text.note === undefined ? text.summary : `${text.summary}\n\n${text.note}`;
  return { ...item, documentation: { kind: 'markdown', value } };
}
