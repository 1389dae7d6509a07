/** Licences that the kernel takes for GPL-compatible, and the best known that it does not. */
import * as l10n from '@vscode/l10n';
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver';
import type { Span } from '../../syntax/ast';
import type { FeatureContext } from '../featureContext';
import { item } from './item';

export function licenceItems(context: FeatureContext, span: Span): CompletionItem[] {
  const compatible = [
    'GPL',
    'Dual BSD/GPL',
    'Dual MIT/GPL',
    'Dual MPL/GPL',
    'GPL v2',
    'GPL and additional rights',
  ];
  return [
    ...compatible.map((label, rank) =>
      item(context, span, { label, kind: CompletionItemKind.Constant, rank }),
    ),
    item(context, span, {
      label: 'Proprietary',
      kind: CompletionItemKind.Constant,
      description: l10n.t('no GPL-only helpers'),
      rank: 9,
    }),
  ];
}
