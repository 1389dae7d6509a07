/** What a program may return, after `return`. */
import { programTypeByName } from '#bpf/facts/programTypes';
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver';
import type { FunctionModel } from '../../model/model';
import type { Span } from '../../syntax/ast';
import type { FeatureContext } from '../featureContext';
import { item } from './item';

export function returnItems(context: FeatureContext, inside: FunctionModel, span: Span): CompletionItem[] {
  if (!/\breturn\s+$/.test(context.document.text.slice(Math.max(0, span.start - 20), span.start))) return [];
  const users = context.facts.programsThatReach(inside);
  const names = new Map<string, number | string>();
  for (const { programType } of users) {
    for (const { name, value } of (programType === undefined ? undefined : programTypeByName(programType))
      ?.returns ?? []) {
      if (name !== undefined) names.set(name, value);
    }
  }
  return [...names].map(([label, value], index) =>
    item(context, span, {
      label,
      kind: CompletionItemKind.EnumMember,
      detail: String(value),
      rank: index === 0 ? 1 : 0,
    }),
  );
}
