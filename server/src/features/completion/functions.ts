/** Helpers, libbpf's macros, the file's functions and constants, in the body of a function. */
import { headerItems } from '#bpf/facts/headers';
import { availability, helpers, type Helper } from '#bpf/facts/helpers';
import { kfuncs, type Kfunc } from '#bpf/facts/kfuncs';
import * as l10n from '@vscode/l10n';
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver';
import type { FunctionModel } from '../../model/model';
import type { Span } from '../../syntax/ast';
import { signatureOf } from '../signatures';
import type { FeatureContext } from '../featureContext';
import { item } from './item';

/** Fewer letters than these would offer hundreds of names that nobody asked for. */
const fewest = 1;

export function functionItems(context: FeatureContext, inside: FunctionModel, span: Span): CompletionItem[] {
  const typed = context.document.text.slice(span.start, span.end).toLowerCase();
  if (typed.length < fewest) return [];
  const programTypes = [
    ...new Set(context.facts.programsThatReach(inside).flatMap(({ programType }) => programType ?? [])),
  ];
  const items: CompletionItem[] = [];
  for (const helper of helpers) {
    if (isSubsequence(typed, helper.name)) items.push(helperItem(context, helper, programTypes, span));
  }
  for (const kfunc of kfuncs) {
    if (kfunc.removed !== true && isSubsequence(typed, kfunc.name)) {
      const own = kfuncItem(context, kfunc, programTypes, span);
      if (own) items.push(own);
    }
  }
  for (const { name, header, kind } of headerItems) {
    if (
      name.startsWith('__')
        ? typed.startsWith('__') && isSubsequence(typed, name)
        : isSubsequence(typed, name)
    ) {
      const macro = kind === 'macro' ? CompletionItemKind.Constant : CompletionItemKind.Function;
      items.push(
        item(context, span, {
          label: name,
          kind: macro,
          detail: `<bpf/${header.replace(/^bpf\//, '')}>`,
          rank: 4,
        }),
      );
    }
  }
  return items;
}

function helperItem(
  context: FeatureContext,
  helper: Helper,
  programTypes: readonly string[],
  span: Span,
): CompletionItem {
  const why = unavailable(context, helper, programTypes);
  const text = context.texts.helper(helper.name);
  return item(context, span, {
    label: helper.name,
    kind: CompletionItemKind.Function,
    detail: signatureOf(helper),
    snippet: callSnippet(helper),
    rank: why === undefined ? 2 : 8,
    ...(why === undefined ? {} : { description: why }),
    ...(text
      ? { documentation: text.note === undefined ? text.summary : `${text.summary}\n\n${text.note}` }
      : {}),
  });
}

function kfuncItem(
  context: FeatureContext,
  kfunc: Kfunc,
  programTypes: readonly string[],
  span: Span,
): CompletionItem | undefined {
  const fits =
    kfunc.programTypes.includes('UNSPEC') ||
    kfunc.programTypes.includes('any') ||
    programTypes.some((type) => kfunc.programTypes.includes(type));
  if (!fits) return undefined;
  const { returns = 'void', parameters, name, since } = kfunc;
  const text = context.texts.kfunc(name);
  return item(context, span, {
    label: name,
    kind: CompletionItemKind.Function,
    detail: signatureOf({ name, returns, parameters }),
    snippet: callSnippet({ name, parameters }),
    description: since === undefined ? 'kfunc' : l10n.t('kfunc, Linux {0}', since),
    rank: 6,
    ...(text ? { documentation: text.summary } : {}),
  });
}

/** Why programs from here may not call it; undefined when they may. */
function unavailable(
  context: FeatureContext,
  helper: Helper,
  programTypes: readonly string[],
): string | undefined {
  for (const type of programTypes) {
    const found = availability(helper, type, context.kernel);
    if (found.kind === 'never') return l10n.t('not in {0}', type.toLowerCase());
    if (found.kind === 'since') return l10n.t('since Linux {0}', found.kernel);
  }
  return undefined;
}

export function callSnippet({ name, parameters }: Pick<Helper, 'name' | 'parameters'>): string {
  const holes = parameters.map(({ name: parameter }, index) => `\${${index + 1}:${parameter}}`);
  return `${name}(${holes.join(', ')})`;
}

/** As editors match: the letters in order. Cheaper than sending what they would throw away. */
function isSubsequence(typed: string, name: string): boolean {
  let at = 0;
  const lower = name.toLowerCase();
  for (let i = 0; i < lower.length && at < typed.length; i++)
    if (lower.charCodeAt(i) === typed.charCodeAt(at)) at++;
  return at === typed.length;
}
