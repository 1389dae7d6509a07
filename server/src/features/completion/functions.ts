/** Helpers, libbpf's macros, the file's functions and constants, in the body of a function. */
import { headerItems } from '#bpf/facts/headers';
import { availability, helpers, type Helper } from '#bpf/facts/helpers';
import { kfuncs, type Kfunc } from '#bpf/facts/kfuncs';
import * as l10n from '@vscode/l10n';
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver';
import type { FunctionModel } from '../../model/model';
import type { Span } from '../../syntax/ast';
import type { FeatureContext } from '../featureContext';
import { item } from './item';

/** Editors show a dozen; more are asked for again as letters follow. */
export const mostItems = 24;

interface Candidate {
  name: string;
  lower: string;
  /** Lower is better. */
  rank: number;
  make: (context: FeatureContext, programTypes: readonly string[], span: Span) => CompletionItem;
  kfunc?: Kfunc;
}

/** Their signatures follow when one of them is looked at (`resolve`): they would be most of what is sent. */
function candidates(): Candidate[] {
  const named = (name: string, rank: number, make: Candidate['make'], kfunc?: Kfunc): Candidate => ({
    name,
    lower: name.toLowerCase(),
    rank,
    make,
    ...(kfunc ? { kfunc } : {}),
  });
  return [
    ...helpers.map((helper) => {
      const snippet = callSnippet(helper);
      return named(helper.name, popular.has(helper.name) ? 0 : 2, (context, programTypes, span) =>
        helperItem(context, helper, snippet, programTypes, span),
      );
    }),
    ...kfuncs
      .filter(({ removed }) => removed !== true)
      .map((kfunc) => {
        const snippet = callSnippet(kfunc);
        return named(kfunc.name, 4, (context, _, span) => kfuncItem(context, kfunc, snippet, span), kfunc);
      }),
    ...headerItems.map(({ name, kind }) => {
      const itemKind = kind === 'macro' ? CompletionItemKind.Constant : CompletionItemKind.Function;
      return named(name, popular.has(name) ? 0 : 3, (context, _, span) =>
        item(context, span, { label: name, kind: itemKind, rank: 4 }),
      );
    }),
  ].sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
}

let all: readonly Candidate[] | undefined;

export function functionItems(context: FeatureContext, inside: FunctionModel, span: Span): CompletionItem[] {
  const typed = context.document.text.slice(span.start, span.end).toLowerCase();
  if (typed === '') return [];
  const users = context.facts.programsThatReach(inside);
  const programTypes = [...new Set(users.flatMap(({ programType }) => programType ?? []))];
  all ??= candidates();
  // By how well they fit, and in the order of their ranks.
  const fitting: Candidate[][] = [[], [], []];
  for (const candidate of all) {
    if (candidate.name.startsWith('__') && !typed.startsWith('_')) continue;
    const fit = fitOf(typed, candidate.lower);
    if (fit === undefined || (candidate.kfunc && !isForHere(candidate.kfunc, programTypes))) continue;
    fitting[fit]?.push(candidate);
    if (fit === 0 && fitting[0]?.length === mostItems) break;
  }
  return fitting
    .flat()
    .slice(0, mostItems)
    .map(({ make }) => make(context, programTypes, span));
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
  snippet: string,
  programTypes: readonly string[],
  span: Span,
): CompletionItem {
  const why = unavailable(context, helper, programTypes);
  return item(context, span, {
    label: helper.name,
    kind: CompletionItemKind.Function,
    snippet,
    rank: why !== undefined ? 8 : popular.has(helper.name) ? 1 : 2,
    ...(why === undefined ? {} : { description: why }),
  });
}

function isForHere(kfunc: Kfunc, programTypes: readonly string[]): boolean {
  return kfunc.programTypes.some(
    (type) => type === 'UNSPEC' || type === 'any' || programTypes.includes(type),
  );
}

function kfuncItem(
  context: FeatureContext,
  { name, since }: Kfunc,
  snippet: string,
  span: Span,
): CompletionItem {
  return item(context, span, {
    label: name,
    kind: CompletionItemKind.Function,
    snippet,
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
function fitOf(typed: string, lower: string): number | undefined {
  if (lower.startsWith(typed)) return 0;
  if (lower.includes(`_${typed}`)) return 1;
  let at = 0;
  for (let i = 0; i < lower.length && at < typed.length; i++)
    if (lower.charCodeAt(i) === typed.charCodeAt(at)) at++;
  return at === typed.length ? 2 : undefined;
}
