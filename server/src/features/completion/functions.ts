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

/** Editors show a dozen; more are asked for again as letters follow. */
export const mostItems = 40;

interface Candidate {
  name: string;
  /** Lower is better. */
  score: number;
  make: () => CompletionItem;
}

export function functionItems(context: FeatureContext, inside: FunctionModel, span: Span): CompletionItem[] {
  const typed = context.document.text.slice(span.start, span.end).toLowerCase();
  if (typed === '') return [];
  const users = context.facts.programsThatReach(inside);
  const programTypes = [...new Set(users.flatMap(({ programType }) => programType ?? []))];
  const found: Candidate[] = [];
  const offer = (name: string, rank: number, make: () => CompletionItem): void => {
    const fit = fitOf(typed, name);
    if (fit !== undefined) found.push({ name, score: fit * 100 + rank, make });
  };
  for (const helper of helpers) {
    offer(helper.name, popular.has(helper.name) ? 0 : 2, () =>
      helperItem(context, helper, programTypes, span),
    );
  }
  for (const kfunc of kfuncs) {
    if (kfunc.removed !== true && isForHere(kfunc, programTypes)) {
      offer(kfunc.name, 4, () => kfuncItem(context, kfunc, span));
    }
  }
  for (const { name, header, kind } of headerItems) {
    if (name.startsWith('__') && !typed.startsWith('_')) continue;
    const itemKind = kind === 'macro' ? CompletionItemKind.Constant : CompletionItemKind.Function;
    const detail = `<bpf/${header.replace(/^bpf\//, '')}>`;
    offer(name, popular.has(name) ? 0 : 3, () =>
      item(context, span, { label: name, kind: itemKind, detail, rank: 4 }),
    );
  }
  found.sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1));
  return found.slice(0, mostItems).map(({ make }) => make());
}

/** What most programs call. */
const popular = new Set([
  'bpf_printk',
  'bpf_map_lookup_elem',
  'bpf_map_update_elem',
  'bpf_map_delete_elem',
  'bpf_get_current_pid_tgid',
  'bpf_get_current_comm',
  'bpf_ktime_get_ns',
  'bpf_ringbuf_reserve',
  'bpf_ringbuf_submit',
  'bpf_ringbuf_discard',
  'bpf_perf_event_output',
  'bpf_probe_read_kernel',
  'bpf_probe_read_user',
  'bpf_probe_read_kernel_str',
  'bpf_probe_read_user_str',
  'bpf_get_current_task_btf',
  'bpf_redirect',
  'bpf_redirect_map',
  'bpf_loop',
  'BPF_CORE_READ',
]);

function helperItem(
  context: FeatureContext,
  helper: Helper,
  programTypes: readonly string[],
  span: Span,
): CompletionItem {
  const why = unavailable(context, helper, programTypes);
  return item(context, span, {
    label: helper.name,
    kind: CompletionItemKind.Function,
    detail: signatureOf(helper),
    snippet: callSnippet(helper),
    rank: why !== undefined ? 8 : popular.has(helper.name) ? 1 : 2,
    ...(why === undefined ? {} : { description: why }),
  });
}

function isForHere(kfunc: Kfunc, programTypes: readonly string[]): boolean {
  return kfunc.programTypes.some(
    (type) => type === 'UNSPEC' || type === 'any' || programTypes.includes(type),
  );
}

function kfuncItem(context: FeatureContext, kfunc: Kfunc, span: Span): CompletionItem {
  const { returns = 'void', parameters, name, since } = kfunc;
  return item(context, span, {
    label: name,
    kind: CompletionItemKind.Function,
    detail: signatureOf({ name, returns, parameters }),
    snippet: callSnippet({ name, parameters }),
    description: since === undefined ? 'kfunc' : l10n.t('kfunc, Linux {0}', since),
    rank: 6,
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

/** 0: starts so; 1: a word of it does, as `lookup`; 2: its letters in order, as editors match; else undefined. */
function fitOf(typed: string, name: string): number | undefined {
  const lower = name.toLowerCase();
  if (lower.startsWith(typed)) return 0;
  if (lower.includes(`_${typed}`)) return 1;
  let at = 0;
  for (let i = 0; i < lower.length && at < typed.length; i++)
    if (lower.charCodeAt(i) === typed.charCodeAt(at)) at++;
  return at === typed.length ? 2 : undefined;
}
