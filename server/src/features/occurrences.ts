/**
 * Where a name of the file stands. Names of the file (functions, maps, globals, macros, types, enumerators) count
 * wherever they stand and no local of the same name hides them; locals and parameters count in their function.
 */
import { Kind, tokenText } from '#bpf/source/lexer';
import { localsOf } from '../flow/walk';
import type { FunctionModel } from '../model/model';
import type { ParsedDocument } from '../model/parsedDocument';
import type { Span } from '../syntax/ast';
import { functionAt, type FeatureContext } from './featureContext';
import { isMember, wordAt } from './place';

export interface Occurrences {
  name: string;
  /** Where it is declared. */
  declaration: Span;
  /** The declaration among them, in the order of the text. */
  all: readonly Span[];
  /** Of a function: nobody else can mean it. */
  isLocal?: boolean;
}

/** Undefined for what is no name of this file: helpers, keywords, members, types of the kernel. */
export function occurrencesAt(
  context: Pick<FeatureContext, 'document'>,
  offset: number,
): Occurrences | undefined {
  const name = wordAt(context.document.tokens, offset);
  if (name === undefined) return undefined;
  const inside = functionAt(context, offset);
  const local = inside && localDeclaration(inside, name);
  if (local) {
    const within = { start: inside.start, end: inside.end };
    return {
      name,
      declaration: local,
      isLocal: true,
      all: spans(context.document, name, (span) => span.start >= within.start && span.end <= within.end),
    };
  }
  const declaration = fileDeclaration(context.document, name);
  return declaration && { name, declaration, all: spansInFile(context.document, name) };
}

/** Everywhere in a file where a name of the file, or of its headers, stands; not where a local hides it. */
export function spansInFile(document: ParsedDocument, name: string): Span[] {
  const hiding = document.model.functions.filter((one) => localDeclaration(one, name));
  return spans(document, name, ({ start }) => !hiding.some((one) => start >= one.start && start < one.end));
}

function localDeclaration(one: FunctionModel, name: string): Span | undefined {
  const names = [...one.function.parameters.map((parameter) => parameter.name), ...localsOf(one)];
  const found = names.find(({ text }) => text === name);
  return found && { start: found.start + one.offset, end: found.end + one.offset };
}

function fileDeclaration(document: ParsedDocument, name: string): Span | undefined {
  const { model, tokens } = document;
  const named = [...model.functions, ...model.maps, ...model.globals].find((one) => one.name.text === name);
  if (named) return named.name;
  const macro = model.macros.get(name);
  if (macro) return macro.nameSpan;
  const typedef = model.types.get(name)?.name;
  if (typedef) return typedef;
  const isTag = ['struct', 'union', 'enum'].some((keyword) => model.types.has(`${keyword} ${name}`));
  if (!isTag && !model.enumerators.has(name)) return undefined;
  // The first time that it stands in the file is its definition, or what announces it.
  const at = tokens.kind.findIndex((kind, index) => kind === Kind.word && tokenText(tokens, index) === name);
  return at < 0 ? undefined : { start: tokens.start[at] ?? 0, end: tokens.end[at] ?? 0 };
}

function spans(document: ParsedDocument, name: string, counts: (span: Span) => boolean): Span[] {
  const { tokens, model } = document;
  const found: Span[] = [];
  const macro = model.macros.get(name);
  // Directives leave no tokens.
  if (macro && counts(macro.nameSpan)) found.push(macro.nameSpan);
  for (let at = 0; at < tokens.kind.length; at++) {
    if (tokens.kind[at] !== Kind.word || tokenText(tokens, at) !== name || isMember(tokens, at)) continue;
    const span = { start: tokens.start[at] ?? 0, end: tokens.end[at] ?? 0 };
    if (counts(span)) found.push(span);
  }
  return found.sort((a, b) => a.start - b.start);
}
