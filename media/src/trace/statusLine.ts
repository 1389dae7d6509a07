/** The line below the lines: how many there are, what is missing and why, and where they come from. */
import { html, nothing, type TemplateResult } from 'lit';
import type { TraceRunInfo, TraceStatus, TraceTexts } from '#protocol/tracePanel';
import { noticeText, type Notice } from '../panel/notice';
import { pausedBadge } from '../panel/pausedBadge';
import { fill } from '../texts';

export interface StatusLine {
  texts: TraceTexts;
  status: TraceStatus;
  number: (value: number) => string;
  notice: Notice | undefined;
  resume: () => void;
}

export function statusLine({ texts, status, number, notice, resume }: StatusLine): TemplateResult {
  const { paused, held, lost, rate, dropped, progress } = status;
  return html`<div class="panel-status">
    ${paused ? pausedBadge({ texts, held, number, resume, className: 'trace-paused' }) : nothing}
    <span class="panel-count trace-count">${countText(texts, status, number)}</span>
    ${progress < 1 ? html`<span>${fill(texts.filtering, number(Math.floor(progress * 100)))}</span>` : nothing}
    ${
      dropped > 0
        ? html`<span class="trace-dropped" title=${fill(texts.dropped, number(dropped), number(status.limit))}
            ><span class="codicon codicon-history" aria-hidden="true"></span>−${number(dropped)}</span
          >`
        : nothing
    }
    ${
      lost > 0
        ? html`<span class="panel-lost" title=${lostTitle(texts, status, number)}>
            <span class="codicon codicon-warning" aria-hidden="true"></span>${fill(texts.lost, number(lost))}
          </span>`
        : nothing
    }
    ${rate > 0 ? html`<span class="trace-rate">${fill(texts.rate, number(rate))}</span>` : nothing}
    ${noticeText(notice)} ${sourceText(texts, status)}
  </div>`;
}

export function countText(texts: TraceTexts, status: TraceStatus, number: (value: number) => string): string {
  const shown = status.end - status.first;
  const all = status.lines - status.held;
  return shown === all
    ? fill(texts.lines, number(shown))
    : fill(texts.linesOf, number(shown), number(Math.max(all, shown)));
}

function lostTitle(texts: TraceTexts, { lostByCpu }: TraceStatus, number: (value: number) => string): string {
  return lostByCpu.map(({ cpu, count }) => fill(texts.lostOnCpu, number(cpu), number(count))).join('\n');
}

/** Of the run that is shown, or the newest. */
function sourceText(texts: TraceTexts, { runs, run }: TraceStatus): TemplateResult | typeof nothing {
  const shown: TraceRunInfo | undefined = run === null ? runs.at(-1) : runs.find((one) => one.run === run);
  const source = shown?.source;
  if (!source) return nothing;
  const global = source.source === 'global';
  return html`<span
    class="trace-source"
    title=${
      global
        ? fill(texts.sourceGlobalLong, source.path, source.reason ?? '')
        : fill(texts.sourceInstanceLong, source.path)
    }
    ><span class="codicon ${global ? 'codicon-globe' : 'codicon-lock'}" aria-hidden="true"></span>${
      global ? texts.sourceGlobal : texts.sourceInstance
    }</span
  >`;
}
