/**
 * Reads the report that Linux 7.3 adds after the verifier's terse line. Its headings are known, their order and what
 * stands under them is not relied on:
 *   Verification failed: <Category>: <Problem>
 *   Reason: …    At: …    Causal path: …    Suggestion: …
 */
import { readSourceComment, type VerifierLine } from './sourceComment';

export interface StructuredReport {
  /** Offset of the report in the log. */
  start: number;
  category: string;
  problem: string;
  line: VerifierLine | undefined;
  suggestion: string | undefined;
}

/** The last report of the log; undefined for older kernels. */
export function structuredReport(log: string): StructuredReport | undefined {
  const tail = log.slice(-searched);
  const found = tail.lastIndexOf(title);
  const at = found < 0 ? -1 : log.length - tail.length + found;
  if (at < 0) return undefined;
  const start = log.lastIndexOf('\n', at) + 1;
  // Inside a source line or a message it would be no title.
  if (log.slice(start, at).trim() !== '') return undefined;
  const [head = '', ...rest] = log.slice(at).split('\n', longest);
  const match = /^Verification failed: ([^:]+): (.+)$/.exec(head.trimEnd());
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const sections = readSections(rest);
  const suggestion = sections.get('Suggestion')?.join(' ').trim();
  return {
    start,
    category: match[1].trim(),
    problem: match[2].trim(),
    line: lineOf(sections.get('At') ?? []),
    suggestion: suggestion === '' ? undefined : suggestion,
  };
}

const title = 'Verification failed: ';

/** Characters; a report is a page at the end of a log that may have hundreds of megabytes. */
const searched = 1 << 17;

/** Lines. */
const longest = 400;

/** The lines under each heading, the rest of the heading's own line first. */
function readSections(lines: readonly string[]): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const line of lines) {
    const heading = /^\s*(Reason|At|Causal path|Suggestion):\s*(.*)$/.exec(line);
    if (heading?.[1] !== undefined) {
      current = heading[2] === undefined || heading[2] === '' ? [] : [heading[2]];
      sections.set(heading[1], current);
    } else if (line.trim() === '' || /^\s*(?:processed \d+ insns|verification time \d+)/.test(line)) {
      current = undefined;
    } else {
      current?.push(line.trim());
    }
  }
  return sections;
}

/** `; *value += 1; @ count.bpf.c:9`, or a bare `count.bpf.c:9:3`. */
function lineOf(lines: readonly string[]): VerifierLine | undefined {
  for (const line of lines) {
    if (line.startsWith(';') || / @ \S+:\d+$/.test(line)) return readSourceComment(line);
    const place = /(\S+\.[a-z]+):(\d+)(?::(\d+))?/i.exec(line);
    if (place?.[1] === undefined || Number(place[2]) === 0) continue;
    const file = place[1].replace(/^.*\//, '');
    return { file, line: Number(place[2]), ...(place[3] === undefined ? {} : { column: Number(place[3]) }) };
  }
  return undefined;
}
