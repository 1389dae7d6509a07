/**
 * What the editor needs to know of a BPF C file without a language server: its programs, its licence and its
 * trace prints. Works on tokens, knows declarations only roughly, and keeps going through broken code.
 * Programs that exist only after macro expansion of other macros than libbpf's are not found.
 */
import { declaratorName } from './declarator';
import { Kind, tokenize, tokenText } from './lexer';
import { lineStarts, rangeOf, type SourceRange } from './position';
import { readPrintk, type PrintkCall } from './printkCall';
import { impliedSection, sectionAt, type Section } from './section';
import { declaredString } from './strings';

export interface SourceModel {
  programs: SourceProgram[];
  licence: SourceLicence | undefined;
  printks: SourcePrintk[];
}

/** A function definition with a section. */
export interface SourceProgram {
  name: string;
  /** Text of `SEC("…")`, macros that are plain strings resolved. */
  section: string;
  /** False when `section` has gaps, because part of it is a macro that is defined elsewhere. */
  sectionExact: boolean;
  nameRange: SourceRange;
  /** The section's literals with their quotes. */
  sectionRange: SourceRange;
  /** Line of the name, from 0. */
  line: number;
  /** From the first token (usually `SEC`) to the closing brace. */
  functionRange: SourceRange;
}

export interface SourceLicence {
  text: string;
  /** The literal with its quotes. */
  range: SourceRange;
}

/** A call of `bpf_printk` or its relatives whose format is known. */
export interface SourcePrintk {
  /** Decoded: `"a\n" "b"` is `a`, newline, `b`. */
  format: string;
  /** The whole call, from its name to its closing parenthesis. */
  range: SourceRange;
  inFunction: string | undefined;
  /** The literals that make up the format, wherever they stand. */
  sources: SourceRange[];
}

export function scanSource(text: string): SourceModel {
  const tokens = tokenize(text);
  const starts = lineStarts(text);
  const model: SourceModel = { programs: [], licence: undefined, printks: [] };
  const fileStrings = new Map<string, PrintkCall['sources']>();
  let scope = newScope(0);
  const saved: Scope[] = [];
  for (let at = 0; at < tokens.kind.length; at++) {
    const kind = tokens.kind[at];
    if (kind === Kind.branchIf) {
      saved.push({ ...scope });
    } else if (kind === Kind.branchElse) {
      // Each branch starts from where its `#if` stood; else a brace opened in both would never close.
      scope = { ...(saved[saved.length - 1] ?? scope) };
    } else if (kind === Kind.branchEnd) {
      saved.pop();
    } else if (kind === Kind.word) {
      word(at);
    } else if (kind === assign) {
      assigned(at);
    } else if (kind === openParen || kind === closeParen) {
      if (scope.depth === 0) scope.parens += kind === openParen ? 1 : -1;
    } else if (kind === openBrace) {
      if (scope.depth++ === 0) opened(at);
    } else if (kind === closeBrace) {
      if (scope.depth > 0 && --scope.depth === 0) closed(at);
    } else if (kind === semicolon && scope.depth === 0) {
      scope = newScope(at + 1);
    }
  }
  return model;

  function word(at: number): void {
    const calls = tokens.kind[at + 1] === openParen;
    if (!calls) return;
    const name = tokenText(tokens, at);
    if (sectionMacros.has(name)) {
      // At the start of a line it begins a declaration, whatever bracket or semicolon is missing before it.
      const amiss = scope.depth > 0 || scope.parens > 0 || scope.initialised;
      if (amiss && startsLine(text, tokens.start[at] ?? 0)) scope = newScope(at);
      if (scope.depth === 0) scope.section = sectionAt(tokens, at + 2) ?? scope.section;
    } else if (scope.depth > 0 && scope.function !== undefined && printkNames.has(name)) {
      const call = readPrintk(tokens, at, scope.strings, fileStrings);
      if (!call) return;
      model.printks.push({
        format: call.format,
        range: rangeOf(starts, call.start, call.end),
        inFunction: scope.function.name,
        sources: call.sources.pieces.map((piece) => rangeOf(starts, piece.start, piece.end)),
      });
    }
  }

  function assigned(at: number): void {
    if (scope.depth === 0) scope.initialised = true;
    const declared = declaredString(tokens, at);
    if (!declared) return;
    (scope.depth === 0 ? fileStrings : scope.strings).set(declared.name, declared.value);
    if (scope.depth === 0 && scope.section?.text === 'license') {
      const first = declared.value.pieces[0];
      const last = declared.value.pieces[declared.value.pieces.length - 1];
      if (first && last)
        model.licence = { text: declared.value.text, range: rangeOf(starts, first.start, last.end) };
    }
  }

  function opened(at: number): void {
    if (scope.initialised) return;
    const name = declaratorName(tokens, scope.start, at);
    if (name === undefined) return;
    scope.function = { name: tokenText(tokens, name), at: name };
    scope.section ??= impliedSection(tokens, name);
  }

  function closed(at: number): void {
    const { section, function: found } = scope;
    if (!found) return;
    if (section && section.text !== '.text') {
      const nameRange = rangeOf(starts, tokens.start[found.at] ?? 0, tokens.end[found.at] ?? 0);
      model.programs.push({
        name: found.name,
        section: section.text,
        sectionExact: section.exact,
        nameRange,
        sectionRange: rangeOf(starts, section.start, section.end),
        line: nameRange.start.line,
        functionRange: rangeOf(starts, tokens.start[scope.start] ?? 0, tokens.end[at] ?? 0),
      });
    }
    scope = newScope(at + 1);
  }
}

const openParen = 40;
const closeParen = 41;
const semicolon = 59;
const assign = 61;
const openBrace = 123;
const closeBrace = 125;

/** libbpf's, iproute2's, and the attribute under both: `__attribute__((section("xdp"), used))`. */
const sectionMacros = new Set(['SEC', '__section', 'section', '__section__']);

const printkNames = new Set([
  'bpf_printk',
  'bpf_trace_printk',
  'bpf_trace_vprintk',
  '__bpf_printk',
  '__bpf_vprintk',
]);

/** The declaration at file scope that is being read, and how deep inside it we are. */
interface Scope {
  /** Index of the declaration's first token. */
  start: number;
  depth: number;
  /** Open parentheses at file scope. */
  parens: number;
  /** A `=` was met at file scope, so a brace opens a value. */
  initialised: boolean;
  section: Section | undefined;
  function: { name: string; at: number } | undefined;
  /** Character arrays of the function. */
  strings: Map<string, PrintkCall['sources']>;
}

function newScope(start: number): Scope {
  return {
    start,
    depth: 0,
    parens: 0,
    initialised: false,
    section: undefined,
    function: undefined,
    strings: new Map(),
  };
}

function startsLine(text: string, offset: number): boolean {
  for (let at = offset - 1; at >= 0; at--) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || unit === 13) return true;
    if (unit !== 32 && unit !== 9) return false;
  }
  return true;
}
