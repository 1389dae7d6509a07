/**
 * The filter box of every table. `column:value` conditions are taken out, wherever they stand; what is left is one
 * text or `/regex/` to look for in the whole row:
 *   `pid:42,43 cpu:0-3 !task:ksoftirqd task:"my app" connect failed`
 * Only columns that the table names count, so `error: no such file` is plain text. A leading `!` turns a condition,
 * or the text, around.
 */
import { isRegex, textMatch } from './textMatch';

export interface FilterColumn {
  id: string;
  /** A number matches exactly or by range, a text anywhere and whatever its case. */
  kind: 'number' | 'text';
}

export interface ColumnCondition {
  column: string;
  test: (value: number | string | undefined) => boolean;
}

export interface FilterExpression {
  /** On the row's whole text; undefined when any will do. */
  text: ((text: string) => boolean) | undefined;
  columns: ColumnCondition[];
  /** Whether an expression of the user's runs, which can take as long as it likes. */
  regex: boolean;
}

export type FilterProblem =
  { kind: 'badRegex'; message: string } | { kind: 'notANumber'; column: string; value: string };

export interface ParsedFilter {
  /** Undefined when everything passes. */
  filter: FilterExpression | undefined;
  /** When there are some, `filter` is undefined: a wrong filter must not look like one that found nothing. */
  problems: FilterProblem[];
}

/** One condition: `!task:"my app"`, `cpu:0-3`, `value.ports[0]:1,2`. */
export const conditionForm =
  /(?<=^|\s)(?<not>!?)(?<column>[A-Za-z][\w.[\]]*):(?:"(?<quoted>[^"]*)"|(?<value>[^\s"]+))(?=\s|$)/g;

export function parseFilter(input: string, columns: readonly FilterColumn[]): ParsedFilter {
  const problems: FilterProblem[] = [];
  const conditions: ColumnCondition[] = [];
  let regex = false;

  // A regex may hold anything, also what looks like a condition: it is taken out first, from `/` to the last `/`.
  const [outside, pattern] = splitRegex(input);
  const plain = outside.replace(
    conditionForm,
    (whole, not: string, name: string, quoted?: string, value?: string) => {
      const column = columns.find((one) => one.id.toLowerCase() === name.toLowerCase());
      if (!column) return whole;
      const test = columnTest(column, quoted ?? value ?? '', problems);
      if (test) conditions.push({ column: column.id, test: not === '' ? test : (cell) => !test(cell) });
      return '';
    },
  );

  const wanted = (pattern ?? plain).trim();
  const not = wanted.startsWith('!') && wanted.length > 1;
  const quoted = /^"(.+)"$/s.exec(not ? wanted.slice(1) : wanted);
  const looked = quoted?.[1] ?? (not ? wanted.slice(1).trim() : wanted);
  let text: FilterExpression['text'];
  if (looked !== '') {
    const match = textMatch(looked);
    if (!match.ok) problems.push({ kind: 'badRegex', message: match.message });
    else {
      text = not ? (line) => !match.test(line) : match.test;
      regex = match.regex;
    }
  }
  if (problems.length > 0 || (!text && conditions.length === 0)) return { filter: undefined, problems };
  return { filter: { text, columns: conditions, regex }, problems };
}

/** `pid:1 /a b/i cpu:0` → [`pid:1  cpu:0`, `/a b/i`]; the second is undefined when there is no regex. */
function splitRegex(input: string): [string, string | undefined] {
  const match = /(?<=^|\s)!?(\/.+\/[a-z]*)(?=\s|$)/s.exec(input);
  if (!match || !isRegex(match[1] ?? '')) return [input, undefined];
  return [`${input.slice(0, match.index)} ${input.slice(match.index + match[0].length)}`, match[0]];
}

function columnTest(
  column: FilterColumn,
  value: string,
  problems: FilterProblem[],
): ColumnCondition['test'] | undefined {
  if (column.kind === 'text') {
    const wanted = value.toLowerCase();
    return (cell) => cell !== undefined && String(cell).toLowerCase().includes(wanted);
  }
  const ranges: { from: number; to: number }[] = [];
  for (const part of value.split(',')) {
    const range = numberRange(part);
    if (!range) {
      problems.push({ kind: 'notANumber', column: column.id, value: part });
      return undefined;
    }
    ranges.push(range);
  }
  return (cell) => typeof cell === 'number' && ranges.some(({ from, to }) => cell >= from && cell <= to);
}

/** `5`, `0x1f`, `2-9`, `>100`, `<=7`. */
function numberRange(text: string): { from: number; to: number } | undefined {
  const match = /^(?<sign>[<>]=?)?(?<from>\d+|0x[\da-f]+)(?:-(?<to>\d+))?$/i.exec(text);
  if (!match?.groups) return undefined;
  const from = Number(match.groups['from']);
  switch (match.groups['sign']) {
    case '>':
      return { from: from + 1, to: Infinity };
    case '>=':
      return { from, to: Infinity };
    case '<':
      return { from: -Infinity, to: from - 1 };
    case '<=':
      return { from: -Infinity, to: from };
    default:
      return { from, to: match.groups['to'] === undefined ? from : Number(match.groups['to']) };
  }
}
