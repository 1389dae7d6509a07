/** Fields after `ctx->`, those that programs of the type may read. */
import { programTypeByName } from '#bpf/facts/programTypes';
import * as l10n from '@vscode/l10n';
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver';
import type { FunctionModel } from '../../model/model';
import type { FeatureContext } from '../featureContext';
import { item } from './item';

export function contextFieldItems(
  context: FeatureContext,
  inside: FunctionModel,
  { object, from }: { object: string; from: number },
  offset: number,
): CompletionItem[] {
  const program = context.facts.program(inside);
  const [first] = inside.function.parameters;
  if (program?.programType === undefined || first?.name.text !== object || inside.macro !== undefined)
    return [];
  const type = programTypeByName(program.programType);
  const attach = program.attachType?.replace(/^BPF_[A-Z]+_/, '').toLowerCase() ?? '*';
  return (type?.fields ?? []).flatMap(({ name, type: fieldType, offset: at, size, access }) => {
    const { read, write } = access[attach] ?? access['*'] ?? { read: [], write: [] };
    if (read.length === 0 && write.length === 0) return [];
    return item(
      context,
      { start: from, end: offset },
      {
        label: name,
        kind: CompletionItemKind.Field,
        detail: fieldType,
        documentation: l10n.t('{0} bytes at offset {1}', size, at),
        rank: 1,
        ...(write.length > 0 ? { description: l10n.t('writable') } : {}),
      },
    );
  });
}
