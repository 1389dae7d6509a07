/** Colours for what is BPF's own: helpers, maps, sections, constants. C's colours are the C extension's. */
import { helperByName } from '#bpf/facts/helpers';
import { kfuncByName } from '#bpf/facts/kfuncs';
import { Kind, tokenText } from '#bpf/source/lexer';
import { rangeOf } from '#bpf/source/position';
import { SemanticTokensBuilder, type SemanticTokens, type SemanticTokensLegend } from 'vscode-languageserver';
import type { FeatureContext } from './featureContext';

export const legend: SemanticTokensLegend = {
  tokenTypes: ['function', 'variable', 'enumMember', 'macro'],
  tokenModifiers: ['defaultLibrary', 'readonly'],
};

const types = { function: 0, variable: 1, enumMember: 2, macro: 3 } as const;
const library = 1;
const readonly = 2;

export function semanticTokens(context: FeatureContext): SemanticTokens {
  const { tokens, model, lineStarts } = context.document;
  const maps = new Set(context.facts.maps.map(({ name }) => name.text));
  const constants = new Set(model.globals.filter(({ isConst }) => isConst).map(({ name }) => name.text));
  const builder = new SemanticTokensBuilder();
  for (let at = 0; at < tokens.kind.length; at++) {
    if (tokens.kind[at] !== Kind.word) continue;
    const name = tokenText(tokens, at);
    const found = classify(name, tokens.kind[at + 1] === 40, maps, constants);
    if (!found) continue;
    const { start } = rangeOf(lineStarts, tokens.start[at] ?? 0, tokens.end[at] ?? 0);
    builder.push(start.line, start.character, name.length, types[found.type], found.modifiers);
  }
  return builder.build();
}

function classify(
  name: string,
  isCall: boolean,
  maps: ReadonlySet<string>,
  constants: ReadonlySet<string>,
): { type: keyof typeof types; modifiers: number } | undefined {
  if (maps.has(name)) return { type: 'variable', modifiers: 0 };
  if (constants.has(name)) return { type: 'variable', modifiers: readonly };
  if (isCall && (helperByName(name) !== undefined || kfuncByName(name) !== undefined))
    return { type: 'function', modifiers: library };
  if (isCall && (name === 'SEC' || /^__(uint|type|array|ulong)$/.test(name)))
    return { type: 'macro', modifiers: library };
  return /^(BPF_(MAP_TYPE|F|ANY|NOEXIST|EXIST)|XDP_[A-Z]+$|TC_ACT_|TCX_|SK_(PASS|DROP)$|NF_(ACCEPT|DROP)$)/.test(
    name,
  )
    ? { type: 'enumMember', modifiers: library | readonly }
    : undefined;
}
