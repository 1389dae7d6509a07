/**
 * What a C line that sends a record says of the record's type. Only patterns that everybody writes: this is no C
 * parser, and what it finds is looked up in the BTF, and measured, before anybody believes it.
 */

/** `keyword` is empty for a typedef's name. */
export interface TypeName {
  keyword: 'struct' | 'union' | '';
  name: string;
}

/** Types and variables that the line speaks of, the most telling first. */
export function namesIn(statement: string): ({ type: TypeName } | { variable: string })[] {
  const text = statement.slice(0, longest);
  const found: ({ type: TypeName } | { variable: string })[] = [];
  // sizeof(struct event), sizeof(event_t), sizeof(*e), sizeof *e, sizeof(e)
  for (const match of text.matchAll(
    /\bsizeof\s*\(?\s*(?:const\s+)?(?:(struct|union)\s+(\w+)|(\*?)\s*(\w+))\s*[);,]/g,
  )) {
    const [, keyword, tag, star, word] = match;
    if (tag !== undefined)
      found.push({ type: { keyword: keyword === 'union' ? 'union' : 'struct', name: tag } });
    else if (word !== undefined) {
      found.push({ variable: word });
      if (star === '') found.push({ type: { keyword: '', name: word } });
    }
  }
  // struct event *e = bpf_ringbuf_reserve(…; e = bpf_ringbuf_reserve(…
  const assigned =
    /(?:(?:(struct|union)\s+)?\b(\w+)\s*\*\s*)?\b(\w+)\s*=\s*(?:\([^()]*\)\s*)?bpf_ringbuf_reserve\b/.exec(
      text,
    );
  if (assigned) {
    const [, keyword = '', type, variable] = assigned;
    if (type !== undefined)
      found.push({
        type: { keyword: keyword === 'struct' || keyword === 'union' ? keyword : '', name: type },
      });
    if (variable !== undefined) found.push({ variable });
  }
  // bpf_ringbuf_output(&events, &e, …; bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &e, …
  const sent =
    /\bbpf_ringbuf_output\s*\(\s*[^,]+,\s*&?\s*(\w+)\s*,/.exec(text) ??
    /\bbpf_(?:perf_event|skb|xdp)_output\s*\(\s*[^,]+,[^,]+,[^,]+,\s*&?\s*(\w+)\s*,/.exec(text);
  if (sent?.[1] !== undefined) found.push({ variable: sent[1] });
  return found;
}

/** Patterns may look at each character as often as there are characters. */
const longest = 1000;

/** The type with which a line declares the variable: `struct event *e;`, `event_t e = {}`, `struct event a, *e`. */
export function declaredAs(text: string, variable: string): TypeName | undefined {
  const before = beforeVariable(text, variable);
  const match =
    before === undefined
      ? null
      : /(?:^|[\s;({,])(?:(struct|union)\s+)?(\w+)\s*(?:\*\s*(?:const\s*)?)?$/.exec(before);
  const name = match?.[2];
  if (name === undefined || notTypes.has(name)) return undefined;
  const keyword = match?.[1];
  return { keyword: keyword === 'struct' || keyword === 'union' ? keyword : '', name };
}

/** What stands before the variable where it is declared; undefined where it is only used. */
function beforeVariable(text: string, variable: string): string | undefined {
  for (const match of text.slice(0, longest).matchAll(/\w+/g)) {
    if (match[0] !== variable) continue;
    const before = text.slice(Math.max(0, match.index - 100), match.index);
    if (/^\s*(?:[=;,)]|\[|$)/.test(text.slice(match.index + variable.length)) && /\w\s*[\s*]$/.test(before))
      return before;
  }
  return undefined;
}

const notTypes = new Set([
  'return',
  'else',
  'case',
  'goto',
  'sizeof',
  'struct',
  'union',
  'enum',
  'const',
  'volatile',
  'static',
  'void',
]);
