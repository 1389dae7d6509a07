/** What stands where lines will be: why there are none, and what to do about it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { TraceStatus, TraceTexts } from '#protocol/tracePanel';
import { fill } from '../texts';

export interface EmptyActions {
  run: () => void;
  clearFilter: () => void;
}

/** Nothing when there are rows, or when they are still being looked for. */
export function emptyState(
  texts: TraceTexts,
  status: TraceStatus,
  { run, clearFilter }: EmptyActions,
): TemplateResult | typeof nothing {
  if (status.end > status.first) return nothing;
  if (status.lines - status.held > 0) {
    if (status.progress < 1) return nothing;
    return message('codicon-filter', texts.noMatchTitle, '', { text: texts.noMatchLink, run: clearFilter });
  }
  const active = status.runs.findLast((one) => one.active);
  if (active) return message('codicon-pulse', texts.waitingTitle, fill(texts.waitingText, active.label));
  return message('codicon-output', texts.emptyTitle, texts.emptyText, { text: texts.emptyLink, run });
}

function message(
  icon: string,
  title: string,
  text: string,
  link?: { text: string; run: () => void },
): TemplateResult {
  return html`<div class="trace-empty">
    <span class="codicon ${icon} trace-empty-icon" aria-hidden="true"></span>
    <h2>${title}</h2>
    ${text === '' ? nothing : html`<p>${text}</p>`}
    ${link ? html`<vscode-button @click=${link.run}>${link.text}</vscode-button>` : nothing}
  </div>`;
}
