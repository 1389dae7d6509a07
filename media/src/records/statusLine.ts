/** The line below the rows: how many there are, what is missing, how fast they come and how old they are. */
import { html, nothing, type TemplateResult } from 'lit';
import type { RecordStatus, RecordTexts } from '#protocol/recordPanel';
import { noticeText, type Notice } from '../panel/notice';
import { pausedBadge } from '../panel/pausedBadge';
import { fill } from '../texts';
import type { Setup } from './setup';

export interface StatusLine {
  setup: Setup;
  status: RecordStatus;
  slow: boolean;
  notice: Notice | undefined;
  resume: () => void;
}

export function statusLine({ setup, status, slow, notice, resume }: StatusLine): TemplateResult {
  const { texts, number } = setup;
  const { paused, held, lost, dropped, rate, freshness } = status;
  return html`<div class="panel-status">
    ${slow ? progressBar(setup, status) : nothing}
    ${paused ? pausedBadge({ texts, held, number, resume }) : nothing}
    <span class="panel-count">${countText(texts, status, number)}</span>
    ${slow ? html`<span>${doingText(setup, status)}</span>` : nothing}
    ${
      dropped > 0
        ? html`<span title=${fill(texts.dropped, number(dropped))}
            ><span class="codicon codicon-history" aria-hidden="true"></span>−${number(dropped)}</span
          >`
        : nothing
    }
    ${
      lost > 0
        ? html`<span class="panel-lost"
            ><span class="codicon codicon-warning" aria-hidden="true"></span
            >${fill(texts.lost, number(lost))}</span
          >`
        : nothing
    }
    ${rate > 0 ? html`<span>${fill(texts.rate, number(rate))}</span>` : nothing} ${noticeText(notice)}
    <span class="records-freshness">${freshness}</span>
  </div>`;
}

export function countText(
  texts: RecordTexts,
  { first, end, total, held }: Pick<RecordStatus, 'first' | 'end' | 'total' | 'held'>,
  number: (value: number) => string,
): string {
  const shown = end - first;
  const all = total - held;
  return shown === all
    ? fill(texts.rows, number(shown))
    : fill(texts.rowsOf, number(shown), number(Math.max(all, shown)));
}

function doingText({ percent }: Setup, { doing, progress }: RecordStatus): string {
  return progress === null ? doing : `${doing} ${percent(progress)}`;
}

function progressBar(setup: Setup, { doing, progress }: RecordStatus): TemplateResult {
  const known = progress !== null;
  return html`<div
    class="records-progress ${known ? '' : 'unknown'}"
    role="progressbar"
    aria-label=${doing}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${known ? Math.floor(progress * 100) : nothing}
  >
    <div style=${known ? `width: ${progress * 100}%` : ''}></div>
  </div>`;
}
