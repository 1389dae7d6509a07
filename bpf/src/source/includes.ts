/**
 * The `#include` lines of a C text. Conditions are not evaluated: an include inside `#if 0` is reported too,
 * because who gathers files for a compiler would rather have one too many. `#include MACRO` names no file and is
 * left out. Follows C17 5.1.1.2: line splices first, then comments, then directives.
 */

export interface Include {
  /** As written between the delimiters; never contains a line break. */
  name: string;
  /** `quoted` is looked for beside the including file first, `angle` only in the include directories. */
  form: 'quoted' | 'angle';
  /** From 1. */
  line: number;
}

// #include "maps.h"    # include <bpf/bpf_helpers.h>    #include_next <stdint.h>    #import "x.h"
const directive =
  /^[ \t\f\v]*#[ \t\f\v]*(?:include|include_next|import)[ \t\f\v]*(?:"([^"\n]+)"|<([^>\n]+)>)/;

export function readIncludes(source: string): Include[] {
  const includes: Include[] = [];
  for (const { text, line } of logicalLines(source)) {
    const match = directive.exec(text);
    if (!match) continue;
    if (match[1] !== undefined) includes.push({ name: match[1], form: 'quoted', line });
    else if (match[2] !== undefined) includes.push({ name: match[2], form: 'angle', line });
  }
  return includes;
}

/** Lines with splices joined and comments made blanks; string literals hide what looks like a comment. */
function* logicalLines(source: string): Generator<{ text: string; line: number }> {
  let inComment = false;
  let pending = '';
  let start = 1;
  let number = 0;
  for (const physical of source.split(/\r\n|\n|\r/)) {
    number++;
    if (pending === '') start = number;
    if (physical.endsWith('\\')) {
      pending += physical.slice(0, -1);
      continue;
    }
    const stripped = withoutComments(pending + physical, inComment);
    inComment = stripped.inComment;
    pending = '';
    yield { text: stripped.text, line: start };
  }
  if (pending !== '') yield { text: withoutComments(pending, inComment).text, line: start };
}

// A comment's start or end, or a whole literal. The name of an include may hold `//`, so that "…" comes first.
const tokens = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|<[^>\n]*>|\/\*|\/\//g;

function withoutComments(line: string, startsInComment: boolean): { text: string; inComment: boolean } {
  let text = '';
  let at = 0;
  if (startsInComment) {
    const end = line.indexOf('*/');
    if (end < 0) return { text: '', inComment: true };
    at = end + 2;
    text = ' ';
  }
  for (;;) {
    tokens.lastIndex = at;
    const match = nextComment(line);
    if (!match) return { text: text + line.slice(at), inComment: false };
    text += `${line.slice(at, match.index)} `;
    if (match[0] === '//') return { text, inComment: false };
    const end = line.indexOf('*/', match.index + 2);
    if (end < 0) return { text, inComment: true };
    at = end + 2;
  }
}

/** The next comment outside of literals, from `tokens.lastIndex`; `<…>` is a literal only in a directive. */
function nextComment(line: string): RegExpExecArray | undefined {
  const inDirective = /^[ \t\f\v]*#/.test(line);
  for (let match = tokens.exec(line); match; match = tokens.exec(line)) {
    if (match[0] === '//' || match[0] === '/*') return match;
    if (match[0].startsWith('<') && !inDirective) tokens.lastIndex = match.index + 1;
  }
  return undefined;
}
