/** Decides line by line whether a filter lets it through. */
import type { FilterColumn, FilterExpression } from '../table/filterExpression';
import type { TraceEvent } from './parseLine';
import { parseTraceLine } from './parseLine';

/** The columns that `column:value` may name in the trace view's filter. */
export const traceFilterColumns: readonly FilterColumn[] = [
  { id: 'pid', kind: 'number' },
  { id: 'tgid', kind: 'number' },
  { id: 'cpu', kind: 'number' },
  { id: 'task', kind: 'text' },
  { id: 'function', kind: 'text' },
  { id: 'flags', kind: 'text' },
  { id: 'message', kind: 'text' },
];

export interface TraceFilter {
  /** Undefined: whatever the line says. */
  expression: FilterExpression | undefined;
  /** Only this run's lines; undefined for all runs. */
  run: number | undefined;
}

/**
 * To be asked about consecutive lines: a line that is no event is the rest of a message with a newline in it, so it
 * goes with the line before it. Losses pass whatever is looked for, as long as CPU and run fit: what was lost could
 * have been it.
 */
export function traceFilterTest(filter: TraceFilter): (text: string, run: number) => boolean {
  const { expression, run: wantedRun } = filter;
  let passedBefore = false;
  return (text, run) => {
    if (wantedRun !== undefined && run !== wantedRun) return false;
    if (!expression) return true;
    const found = expression.text?.(text) ?? true;
    if (found && expression.columns.length === 0) return (passedBefore = true);
    const entry = parseTraceLine(text);
    if (entry.kind === 'other') return passedBefore;
    return (passedBefore =
      entry.kind === 'lost' ? cpuFits(expression, entry.cpu) : found && fits(expression, entry));
  };
}

function fits(expression: FilterExpression, event: TraceEvent): boolean {
  return expression.columns.every(({ column, test }) => test(event[column as keyof TraceEvent]));
}

function cpuFits(expression: FilterExpression, cpu: number): boolean {
  return expression.columns.every(({ column, test }) => column !== 'cpu' || test(cpu));
}
