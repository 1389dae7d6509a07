/**
 * Cuts a file into its top-level items: functions, declarations, definitions of maps. Each is parsed alone, so a
 * keystroke costs one item, and broken code loses no more than the item it stands in. A brace that is missing would
 * swallow the rest of the file; a section or a storage class at the start of a line begins an item all the same.
 */
import { Kind, type Tokens } from '#bpf/source/lexer';

export interface ItemSpan {
  start: number;
  end: number;
}

export function splitItems(tokens: Tokens): ItemSpan[] {
  const { kind, start, end, text } = tokens;
  const items: ItemSpan[] = [];
  let state = fresh();
  const saved: State[] = [];
  for (let at = 0; at < kind.length; at++) {
    const what = kind[at] ?? 0;
    const from = start[at] ?? 0;
    const to = end[at] ?? 0;
    if (what === Kind.branchIf) {
      saved.push({ ...state });
      continue;
    }
    if (what === Kind.branchElse) {
      // Each branch starts from where its `#if` stood; else a brace opened in both would never close.
      const before = saved[saved.length - 1];
      if (before && state.from >= 0) state = { ...before, from: before.from >= 0 ? before.from : state.from };
      continue;
    }
    if (what === Kind.branchEnd) {
      saved.pop();
      continue;
    }
    if (what === Kind.word && state.from >= 0 && isAmiss(state) && beginsItem(text, from, to)) {
      items.push({ start: state.from, end: state.last });
      state = fresh();
    }
    if (state.from < 0) {
      if (what === semicolon) continue;
      state.from = from;
    }
    state.last = to;
    if (what === openParen || what === openBracket) state.parens++;
    else if (what === closeParen || what === closeBracket) state.parens = Math.max(0, state.parens - 1);
    else if (what === assign && state.depth === 0) state.initialised = true;
    else if (what === openBrace) {
      if (state.depth++ === 0)
        state.isFunction = !state.initialised && state.closedParens && !isTag(text, start, end, at);
    } else if (what === closeBrace) {
      if (state.depth > 0 && --state.depth === 0 && state.isFunction) take();
      else if (state.depth === 0 && state.from === from) state = fresh();
    } else if (what === semicolon && state.depth === 0) take();
    if (what === closeParen && state.depth === 0 && state.parens === 0) state.closedParens = true;
  }
  if (state.from >= 0) take();
  return items;

  function take(): void {
    items.push({ start: state.from, end: state.last });
    state = fresh();
  }
}

interface State {
  /** Offset of the item's first token; -1 between items. */
  from: number;
  last: number;
  depth: number;
  parens: number;
  initialised: boolean;
  /** A list in parentheses was closed, as before the body of a function. */
  closedParens: boolean;
  isFunction: boolean;
}

function fresh(): State {
  return {
    from: -1,
    last: 0,
    depth: 0,
    parens: 0,
    initialised: false,
    closedParens: false,
    isFunction: false,
  };
}

/** Something is open, or was begun on a line before. */
function isAmiss({ depth, parens, initialised }: State): boolean {
  return depth > 0 || parens > 0 || initialised;
}

function beginsItem(text: string, start: number, end: number): boolean {
  const before = start === 0 ? 10 : text.charCodeAt(start - 1);
  if (before !== 10 && before !== 13) return false;
  const word = text.slice(start, end);
  if (word === 'SEC') return text.charCodeAt(end) === openParen;
  return word === 'static' || word === 'extern' || word === 'typedef';
}

/** `struct event {` after a list of parameters cannot be a function's body: `SEC(".maps") struct … {`. */
function isTag(text: string, start: Uint32Array, end: Uint32Array, brace: number): boolean {
  const word = (at: number): string => text.slice(start[at] ?? 0, end[at] ?? 0);
  const tags = ['struct', 'union', 'enum'];
  return tags.includes(word(brace - 1)) || tags.includes(word(brace - 2));
}

const openParen = 40;
const closeParen = 41;
const semicolon = 59;
const assign = 61;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;
