/** Members after `.` and `->`, and the steps of `BPF_CORE_READ(task, mm, …)`, by the target's BTF and the file. */
import { Kind, tokenText, type Tokens } from '#bpf/source/lexer';
import * as l10n from '@vscode/l10n';
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver';
import { membersOf, typeBefore, type MemberType } from '../../kernel/expressionType';
import type { TypeRef } from '../../kernel/kernelTypes';
import type { FunctionModel } from '../../model/model';
import type { Span } from '../../syntax/ast';
import type { FeatureContext } from '../featureContext';
import { tokenBefore, type CallPlace } from '../place';
import { item } from './item';

/** @param last the last token before the arrow or the dot */
export function memberItems(
  context: FeatureContext,
  inside: FunctionModel,
  last: number,
  span: Span,
): CompletionItem[] {
  const type = typeBefore(context, inside, context.document.tokens, last);
  const members = type && membersOf(context, type.base);
  // A C extension that sees the headers offers them already.
  const isServed = (from: MemberType['from']): boolean =>
    context.hasCExtension && (from === 'file' || context.facts.included.files.has('vmlinux.h'));
  return (members ?? []).filter(({ from }) => !isServed(from)).map((member) => offer(context, span, member));
}

/** Macros that take a pointer and the way from it, by the number of the argument that is the pointer. */
const readers: Readonly<Record<string, number>> = {
  BPF_CORE_READ: 0,
  BPF_CORE_READ_USER: 0,
  BPF_PROBE_READ: 0,
  BPF_PROBE_READ_USER: 0,
  BPF_CORE_READ_INTO: 1,
  BPF_CORE_READ_USER_INTO: 1,
  BPF_CORE_READ_STR_INTO: 1,
  BPF_CORE_READ_USER_STR_INTO: 1,
  BPF_PROBE_READ_INTO: 1,
  BPF_PROBE_READ_STR_INTO: 1,
};

export function readStepItems(
  context: FeatureContext,
  inside: FunctionModel,
  call: CallPlace,
  span: Span,
): CompletionItem[] {
  const pointer = Object.hasOwn(readers, call.name) ? readers[call.name] : undefined;
  if (pointer === undefined || call.argument <= pointer) return [];
  const { tokens } = context.document;
  const given = argumentsOf(tokens, call, span.start);
  const source = given[pointer];
  if (!source) return [];
  let type: TypeRef | undefined = typeBefore(context, inside, tokens, source.last);
  // `mm, exe_file.f_|`: every word between is a step.
  for (const { first, last } of given.slice(pointer + 1)) {
    for (let at = first; at <= last; at++) {
      if (tokens.kind[at] !== Kind.word) continue;
      const name = tokenText(tokens, at);
      type = type && membersOf(context, type.base)?.find((one) => one.name === name)?.type;
    }
  }
  return (type ? (membersOf(context, type.base) ?? []) : []).map((member) => offer(context, span, member));
}

function offer(context: FeatureContext, span: Span, member: MemberType): CompletionItem {
  const { name, text, offset, size } = member;
  return item(context, span, {
    label: name,
    kind: CompletionItemKind.Field,
    detail: text,
    ...(offset === undefined || size === undefined
      ? {}
      : { documentation: l10n.t('{0} bytes at offset {1}', size, offset) }),
    rank: 1,
  });
}

/** First and last token of each argument before an offset. */
function argumentsOf(
  tokens: Tokens,
  { nameStart }: CallPlace,
  end: number,
): { first: number; last: number }[] {
  const from = tokenBefore(tokens, nameStart + 1) + 2;
  const found: { first: number; last: number }[] = [];
  let depth = 0;
  let first = from;
  for (let at = from; at < tokens.kind.length && (tokens.end[at] ?? 0) <= end; at++) {
    const kind = tokens.kind[at];
    if (kind === 40 || kind === 91) depth++;
    else if (kind === 41 || kind === 93) depth--;
    else if (kind === 44 && depth === 0) {
      found.push({ first, last: at - 1 });
      first = at + 1;
    }
  }
  const last = tokenBefore(tokens, end);
  return last >= first ? [...found, { first, last }] : found;
}
