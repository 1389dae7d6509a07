/**
 * Finds in a verifier log what the verifier objected to, and the C line that it was looking at. Goes from the end
 * backwards and recognises only what is *not* the objection: statistics after it, the trace of instructions and
 * states before it. Messages themselves are not known here, so those of newer kernels come through as they are.
 */
import { readSourceComment, type VerifierLine } from './sourceComment';
import { structuredReport } from './structuredReport';

export interface LastWords {
  /** The objection, its lines joined by `; `. Empty when the log has none, as that of a program that loads. */
  message: string;
  line?: VerifierLine;
  /** Linux 7.3's class of the problem. */
  category?: string;
  /** Linux 7.3's advice. */
  suggestion?: string;
}

/** `log` as the kernel wrote it, or indented as cilium/ebpf prints it. May have hundreds of megabytes. */
export function lastWords(log: string): LastWords {
  const report = structuredReport(log);
  const lines: string[] = [];
  let at = report ? report.start : log.length;
  while (at > 0) {
    const start = log.lastIndexOf('\n', at - 1) + 1;
    const line = log.slice(start, at).trimEnd();
    if (isTrace(line)) break;
    if (!isAftermath(line)) lines.unshift(line.trim());
    // An objection has a line or two. More are the output of something unknown, and the last of them say most.
    if (lines.length === mostLines) break;
    at = start - 1;
  }
  const line = report?.line ?? sourceLineBefore(log, at);
  return {
    message: report?.problem ?? lines.join('; '),
    ...(line === undefined || (lines.length === 0 && !report) ? {} : { line }),
    ...(report === undefined ? {} : { category: report.category }),
    ...(report?.suggestion === undefined ? {} : { suggestion: report.suggestion }),
  };
}

const mostLines = 8;

/** What may follow the objection: `processed 9 insns (limit 1000000) …`, states of an endless loop, notes of cuts. */
function isAftermath(line: string): boolean {
  return (
    /^\s*$/.test(line) ||
    /^\s*(?:processed \d+ insns|verification time \d+|stack depth \d|insns_processed|max_states_per_insn)/.test(
      line,
    ) ||
    /^\s*(?:cur|old) state:/.test(line) ||
    /^\s*\(?(?:truncated|\d+ lines? omitted|\d+ line\(s\) omitted)/.test(line)
  );
}

/** What stands before the objection: the verifier's account of its way through the program. */
function isTrace(line: string): boolean {
  return traces.some((pattern) => pattern.test(line));
}

const traces: readonly RegExp[] = [
  // 7: (79) r1 = *(u64 *)(r0 +0)        7: R0=ctx() R10=fp0        10: frame1: R1=map_value…        4: safe
  /^\s*\d+: /,
  // ; *value += 1; @ count.bpf.c:9
  /^\s*;/,
  // from 6 to 4: R0=1 R10=fp0
  /^\s*from \d+ to \d+/,
  //  frame1: R1=map_value() R10=fp0    R0=scalar() refs=2
  /^\s*(?:frame\d+:|R\d+(?:_[rwD]+)?=)/,
  // mark_precise: frame0: last_idx 5 first_idx 0     last_idx 5 first_idx 0     regs=1 stack=0 before 3: …
  /^\s*(?:mark_precise:|last_idx \d|regs=|parent |first_idx)/,
  // func#0 @0      caller:     callee:     returning from callee:      to caller at 9:     (0) live stack update …
  /^\s*(?:func#\d+ @|caller:|callee:|returning from callee|to caller at|\(\d+\) (?:frame|live))/i,
  // Live regs before insn:     propagating r6
  /^\s*(?:Live regs before insn|propagating )/,
  // Validating parse() func#1...      Func#1 ('parse') is safe for any args that match its prototype
  /^\s*(?:Validating \S+ func#\d+|Func#\d+ .*is safe)/,
];

/** The last comment with source text before `end`. Line 0 is the compiler's own code, which nobody wrote. */
function sourceLineBefore(log: string, end: number): VerifierLine | undefined {
  for (let at = end; at >= 0;) {
    const start = comment(log, at);
    if (start < 0) return undefined;
    const stop = log.indexOf('\n', start);
    const found = readSourceComment(log.slice(start, stop < 0 ? log.length : stop));
    if (found) return found;
    // Before the newline that precedes this comment, or the same one would be found for ever.
    at = start - 2;
  }
  return undefined;
}

/** Start of the last line at or before `at` that begins with `;`, with or without cilium/ebpf's tab. */
function comment(log: string, at: number): number {
  const plain = log.lastIndexOf('\n;', at);
  // Looked for second, since in a log that is not indented this would search all of it.
  const found = plain >= 0 ? plain : log.lastIndexOf('\n\t;', at);
  return found >= 0 ? found + 1 : log.startsWith(';') && at >= 0 ? 0 : -1;
}
