/**
 * Reads one line of tracefs' `trace_pipe`. Follows trace_print_context() and print_lost_events() of
 * kernel/trace: columns of fixed order, all but the message written by the kernel, the task name by anyone.
 * A line that is not of this shape (the second line of a message with a newline in it, say) is `other`.
 */

export type TraceEntry = TraceEvent | TraceLost | TraceOther;

export interface TraceEvent {
  kind: 'event';
  /** The task's name as the kernel knows it (at most 15 bytes); `<idle>` and `<...>` are the kernel's own. */
  task: string;
  /** The kernel's pid: the thread's id in user space's words. */
  pid: number;
  /** The process's id where the `record-tgid` column is on and filled. */
  tgid: number | undefined;
  cpu: number;
  /** irqs-off, need-resched, hard/soft irq, preempt depth and (since 5.16) migrate depth; empty when switched off. */
  flags: string;
  /** As printed, e.g. `829.695787`; a bare counter for clocks that do not count nanoseconds. */
  time: string;
  /** `time` in whole microseconds, exact for 285 years of uptime; undefined for a bare counter. */
  microseconds: number | undefined;
  /** `bpf_trace_printk`, an event's name, or before 5.9 an address; empty when the line has none. */
  function: string;
  message: string;
}

export interface TraceLost {
  kind: 'lost';
  cpu: number;
  /** Undefined when the kernel does not know how many. */
  count: number | undefined;
}

export interface TraceOther {
  kind: 'other';
  text: string;
}

/** `line` may end with its `\n`. Never throws. */
export function parseTraceLine(line: string): TraceEntry {
  const end = line.length > 0 && line.charCodeAt(line.length - 1) === newline ? line.length - 1 : line.length;
  const dash = taskEnd(line, end);
  if (dash >= 0) {
    const event = parseEvent(line, dash, end);
    if (event) return event;
  }
  // Only reached by odd lines, so a search is affordable: padding that was trimmed, or a name of broken UTF-8.
  for (let at = line.indexOf('-'); at >= 0; at = line.indexOf('-', at + 1)) {
    if (at > longestTaskName) break;
    const event = parseEvent(line, at, end);
    if (event) return event;
  }
  return parseLost(line) ?? { kind: 'other', text: end === line.length ? line : line.slice(0, end) };
}

const newline = 10;
const space = 32;
const dashSign = 45;
const dot = 46;
const colon = 58;

/** The kernel pads the name to 16 bytes; a name of broken UTF-8 can become longer in no way. */
const longestTaskName = 16;

/**
 * Where the `-` between task and pid stands: after 16 bytes, whatever the name holds, since names are padded to 16
 * and are never longer. Names with dashes, colons or brackets in them can therefore not mislead.
 */
function taskEnd(line: string, end: number): number {
  let bytes = 0;
  for (let at = 0; at < end; at++) {
    if (bytes === longestTaskName) return line.charCodeAt(at) === dashSign ? at : -1;
    const unit = line.charCodeAt(at);
    // Each half of a surrogate pair counts for two of its four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
    if (bytes > longestTaskName) return -1;
  }
  return -1;
}

/**
 * What follows the name:
 *   `-32125   [000] d..2.   829.700638: sched_switch: prev_comm=…`
 *   `-76      (     76) [000] d..2.   829.720713: bpf_trace_printk: hello`
 *   `-2738    (-------) [000] d...   829.718146: 0x00000001: hello`
 */
function parseEvent(line: string, dash: number, end: number): TraceEvent | undefined {
  let at = digitsEnd(line, dash + 1);
  if (at === dash + 1 || line.charCodeAt(at) !== space) return undefined;
  const pid = number(line, dash + 1, at);
  at = skipSpaces(line, at);

  let tgid: number | undefined;
  if (line[at] === '(') {
    const start = skipSpaces(line, at + 1);
    const stop = digitsEnd(line, start);
    if (stop > start) tgid = number(line, start, stop);
    at = stop;
    while (line.charCodeAt(at) === dashSign) at++;
    if (line[at] !== ')') return undefined;
    at = skipSpaces(line, at + 1);
  }

  if (line[at] !== '[') return undefined;
  const cpuStart = at + 1;
  at = digitsEnd(line, cpuStart);
  if (at === cpuStart || line[at] !== ']') return undefined;
  const cpu = number(line, cpuStart, at);
  at = skipSpaces(line, at + 1);

  let flags = '';
  if (!isDigit(line.charCodeAt(at))) {
    const stop = line.indexOf(' ', at);
    if (stop < 0 || stop - at > 8) return undefined;
    flags = line.slice(at, stop);
    at = skipSpaces(line, stop);
  }

  const timeStart = at;
  at = digitsEnd(line, at);
  if (at === timeStart) return undefined;
  let microseconds: number | undefined;
  if (line.charCodeAt(at) === dot) {
    const fraction = at + 1;
    at = digitsEnd(line, fraction);
    if (at - fraction === 6) {
      microseconds = number(line, timeStart, fraction - 1) * 1_000_000 + number(line, fraction, at);
    }
  }
  if (line.charCodeAt(at) !== colon) return undefined;
  const time = line.slice(timeStart, at);
  at++;
  if (line.charCodeAt(at) === space) at++;

  const nameEnd = functionEnd(line, at, end);
  const name = nameEnd > at ? line.slice(at, nameEnd) : '';
  if (nameEnd > at) {
    at = nameEnd + 1;
    if (at < end && line.charCodeAt(at) === space) at++;
  }
  return {
    kind: 'event',
    task: line.slice(skipSpaces(line, 0), dash),
    pid,
    tgid,
    cpu,
    flags,
    time,
    microseconds,
    function: name,
    message: line.slice(at, end),
  };
}

/** End of the word before `:`, or `from` when the text does not start with one (the function tracer's lines). */
function functionEnd(line: string, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const unit = line.charCodeAt(at);
    if (unit === colon) return at;
    if (unit === space) return from;
  }
  return from;
}

/** `CPU:3 [LOST 12 EVENTS]`, or `CPU:3 [LOST EVENTS]` when the kernel lost count. */
function parseLost(line: string): TraceLost | undefined {
  if (!line.startsWith('CPU:')) return undefined;
  const match = /^CPU:(\d+) \[LOST (?:(\d+) )?EVENTS\]\s*$/.exec(line);
  if (!match) return undefined;
  return {
    kind: 'lost',
    cpu: Number(match[1]),
    count: match[2] === undefined ? undefined : Number(match[2]),
  };
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

function digitsEnd(line: string, from: number): number {
  let at = from;
  while (isDigit(line.charCodeAt(at))) at++;
  return at;
}

function skipSpaces(line: string, from: number): number {
  let at = from;
  while (line.charCodeAt(at) === space) at++;
  return at;
}

/** The decimal digits of `[from, to)`; quicker than slicing them out first, and this runs five times a line. */
function number(line: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + (line.charCodeAt(at) - 48);
  return value;
}
