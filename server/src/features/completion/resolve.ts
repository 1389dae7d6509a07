/** The words for an item, when the user looks at it: sending them with each would cost more than finding the items. */
import type { Text, Texts } from '#bpf/facts/texts/texts';
import type { CompletionItem } from 'vscode-languageserver';

export function resolve(texts: Texts, item: CompletionItem): CompletionItem {
  const text = wordsFor(texts, item.label);
  if (!text) return item;
  const value = text.note === undefined ? text.summary : `${text.summary}\n\n${text.note}`;
  return { ...item, documentation: { kind: 'markdown', value } };
}

function wordsFor(texts: Texts, label: string): Text | undefined {
  return (
    texts.helper(label) ??
    texts.kfunc(label) ??
    texts.macro(label) ??
    texts.constant(label) ??
    (label.startsWith('BPF_MAP_TYPE_') ? texts.mapType(label.slice(13)) : texts.section(label))
  );
}
