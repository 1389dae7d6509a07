/** The arguments of `BPF_PROG(name, |`: all those of what the section above names, at once. */
import * as l10n from '@vscode/l10n';
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver';
import type { Span } from '../../syntax/ast';
import { attachTargetOf } from '../attachTarget';
import type { FeatureContext } from '../featureContext';
import type { CallPlace } from '../place';
import { item } from './item';

export function programArgumentItems(context: FeatureContext, call: CallPlace, span: Span): CompletionItem[] {
  if (!/^BPF_(PROG|KPROBE|KSYSCALL)$/.test(call.name) || call.argument < 1) return [];
  const before = context.document.text.slice(Math.max(0, call.nameStart - 300), call.nameStart);
  const section = /SEC\s*\(\s*"([^"]*)"\s*\)[^;{}]*$/.exec(before)?.[1];
  const target = section === undefined ? undefined : attachTargetOf(section, context.kernelTypes);
  if (!target?.hasParameters || target.parameters.length === 0) return [];
  const isAfterReturn = /^\??(fexit|fmod_ret)/.test(section ?? '');
  const all = [
    ...target.parameters,
    ...(isAfterReturn && target.returns !== 'void' ? [`${target.returns} ret`] : []),
  ];
  const rest = all.slice(call.argument - 1).join(', ');
  if (rest === '') return [];
  const single = all[call.argument - 1] ?? '';
  const offers = rest === single ? [rest] : [rest, single];
  return offers.map((label, rank) =>
    item(context, span, {
      label,
      kind: CompletionItemKind.Struct,
      description: l10n.t('of {0}', target.name),
      rank,
    }),
  );
}
