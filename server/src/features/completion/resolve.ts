/** The words for an item, when the user looks at it: sending them with each would cost more than finding the items. */
import { headerItemByName } from '#bpf/facts/headers';
import { helperByName } from '#bpf/facts/helpers';
import { kfuncByName } from '#bpf/facts/kfuncs';
import type { Text, Texts } from '#bpf/facts/texts/texts';
import type { CompletionItem } from 'vscode-languageserver';
import { signatureOf } from '../signatures';

export function resolve(texts: Texts, item: CompletionItem): CompletionItem {
  const { label } = item;
  const text = wordsFor(texts, label);
  const detail = item.detail ?? detailOf(label);
  return {
    ...item,
    ...(detail === undefined ? {} : { detail }),
    ...(text ? { documentation: { kind: 'markdown', value: paragraphs(text) } } : {}),
  };
}

function detailOf(label: string): string | undefined {
  const helper = helperByName(label);
  if (helper) return signatureOf(helper);
  const kfunc = kfuncByName(label);
  if (kfunc) return signatureOf({ ...kfunc, returns: kfunc.returns ?? 'void' });
  const header = headerItemByName(label)?.header;
  return header === undefined ? undefined : `<bpf/${header.replace(/^bpf\//, '')}>`;
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

function paragraphs({ summary, note }: Text): string {
  return note === undefined ? summary : `${summary}\n\n${note}`;
}
