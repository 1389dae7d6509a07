/** What every feature is handed: the file, what the facts say of it, and the words for both. */
import type { KernelVersion } from '#bpf/facts/kernelVersion';
import type { Texts } from '#bpf/facts/texts/texts';
import { rangeOf } from '#bpf/source/position';
import type { Range } from 'vscode-languageserver';
import type { KernelTypes } from '../kernel/kernelTypes';
import type { Facts } from '../model/facts';
import type { FunctionModel } from '../model/model';
import type { ParsedDocument } from '../model/parsedDocument';
import type { Span } from '../syntax/ast';

export interface FeatureContext {
  readonly document: ParsedDocument;
  readonly facts: Facts;
  readonly texts: Texts;
  /** Of the target, or the oldest that the user supports; undefined when nobody said. */
  readonly kernel: KernelVersion | undefined;
  /** Of the target, by its BTF, where the client has it. */
  readonly kernelTypes: KernelTypes | undefined;
  /** Text of the target's own `bpf_helper_defs.h`, where the client has it. */
  readonly helperHeader: string | undefined;
  /** Another extension completes C: what it offers is not offered again. */
  readonly hasCExtension: boolean;
}

/** A span of the file as the protocol has it. */
export function rangeIn(document: ParsedDocument, { start, end }: Span): Range {
  const { start: from, end: to } = rangeOf(document.lineStarts, start, end);
  return {
    start: { line: from.line, character: from.character },
    end: { line: to.line, character: to.character },
  };
}

/** The function whose body, or whose header, the offset stands in. */
export function functionAt(
  { document }: Pick<FeatureContext, 'document'>,
  offset: number,
): FunctionModel | undefined {
  return document.model.functions.find(({ start, end }) => offset >= start && offset <= end);
}

/** In the body of a function, braces excluded. */
export function bodyAt(context: FeatureContext, offset: number): FunctionModel | undefined {
  const one = functionAt(context, offset);
  if (!one) return undefined;
  const { start, end } = one.function.bodySpan;
  return offset > one.offset + start && offset < one.offset + end ? one : undefined;
}
