/**
 * The filter box of every table. `column:value` conditions are taken out, wherever they stand; what is left is one
 * text or `/regex/` to look for in the whole row:
 *   `pid:42,43 cpu:0-3 !task:ksoftirqd task:"my app" connect failed`
 *   `addr.port:>1024 slots[3]:-5--1 packets/s:>0 state:ESTABLISHED`
 * Only columns that the table names count, so `error: no such file` is plain text. A leading `!` turns a condition,
 * or the text, around.
 */
import { numberRange } from './numberRange';
import { isRegex, textMatch } from './textMatch';

export interface FilterColumn {
  id: string;
  /**
   * A number matches exactly or by range, a text anywhere and whatever its case. What is `named` is a number that is
   * shown by a name, an enum, say: looked for as a number where one is given, else as a text.
   */
  kind: 'number' | 'text' | 'named';
}

/** 64-bit numbers come as bigint where a number would not be exact. */
export type FilterValue = number | bigint | string | undefined;

export interface ColumnCondition {
  column: string;
  /** What `test` wants of the cell: a text test takes numbers, too, a number test no texts. */
  reads: 'number' | 'text';
  test: (value: FilterValue) => boolean;
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

/** One condition: `!task:"my app"`, `cpu:0-3`, `pid:1,2`, `addr.port:53`, `slots[3]:>0`, `packets/s:>100`. */
export const conditionForm =
  /(?<=^|\s)(?<not>!?)(?<column>[A-Za-z_]\w*(?:\.\w+|\[\d+\])*(?:\/s)?):(?:"(?<quoted>[^"]*)"|(?<value>[^\s"]+))(?=\s|$)/g;

export function parseFilter(input: string, columns: readonly FilterColumn[]): ParsedFilter {
  const problems: FilterProblem[] = [];
  const conditions: ColumnCondition[] = [];
  let regex = false;

  // A regex may hold anything, also what looks like a condition: it is taken out first, from `/` to the last `/`.
  const [outside, pattern] = splitRegex(input);
  const plain = outside.replace(
    conditionForm,
    (whole, not: string, name: string, quoted?: string, value?: string) => {
      const column = namedColumn(columns, name);
      if (!column) return whole;
      const condition = columnCondition(column, quoted ?? value ?? '', problems);
      if (condition) conditions.push(not === '' ? condition : opposite(condition));
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

/** C tells members apart by case; who types a filter need not, unless there are two. */
function namedColumn(columns: readonly FilterColumn[], name: string): FilterColumn | undefined {
  const lower = name.toLowerCase();
  return (
    columns.find((column) => column.id === name) ??
    columns.find((column) => column.id.toLowerCase() === lower)
  );
}

function opposite({ column, reads, test }: ColumnCondition): ColumnCondition {
  return { column, reads, test: (cell) => !test(cell) };
}

function columnCondition(
  { id, kind }: FilterColumn,
  value: string,
  problems: FilterProblem[],
): ColumnCondition | undefined {
  if (kind === 'text') return textCondition(id, value);
  const ranges: ((cell: number | bigint) => boolean)[] = [];
  for (const part of value.split(',')) {
    const range = numberRange(part);
    if (!range && kind === 'named') return textCondition(id, value);
    if (!range) {
      problems.push({ kind: 'notANumber', column: id, value: part });
      return undefined;
    }
    ranges.push(range);
  }
  const test = (cell: FilterValue): boolean =>
    (typeof cell === 'number' || typeof cell === 'bigint') && ranges.some((range) => range(cell));
  return { column: id, reads: 'number', test };
}

function textCondition(column: string, value: string): ColumnCondition {
  const wanted = value.toLowerCase();
  const test = (cell: FilterValue): boolean =>
    cell !== undefined && String(cell).toLowerCase().includes(wanted);
  return { column, reads: 'text', test };
}
