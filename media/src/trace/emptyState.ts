/** What stands where lines will be: why there are none, and what to do about it. */
import { nothing, type TemplateResult } from 'lit';
import type { TraceStatus, TraceTexts } from '#protocol/tracePanel';
import { emptyMessage } from '../panel/emptyMessage';
import { fill } from '../texts';

export interface EmptyActions {
  run: () => void;
  clearFilter: () => void;
}

const className = 'trace-empty';

/** Nothing when there are rows, or when they are still being looked for. */
export function emptyState(
  texts: TraceTexts,
  status: TraceStatus,
  { run, clearFilter }: EmptyActions,
): TemplateResult | typeof nothing {
  if (status.end > status.first) return nothing;
  if (status.lines - status.held > 0) {
    if (status.progress < 1) return nothing;
    return emptyMessage({
      icon: 'filter',
      title: texts.noMatchTitle,
      link: { text: texts.noMatchLink, run: clearFilter },
      className,
    });
  }
  const active = status.runs.findLast((one) => one.active);
  if (active) {
    return emptyMessage({
      icon: 'pulse',
      title: texts.waitingTitle,
      text: fill(texts.waitingText, active.label),
      className,
    });
  }
  return emptyMessage({
    icon: 'output',
    title: texts.emptyTitle,
    text: texts.emptyText,
    link: { text: texts.emptyLink, run },
    className,
  });
}
