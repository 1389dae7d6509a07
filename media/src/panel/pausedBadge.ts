/** Says in the status line that the panel stands still and what came meanwhile; a click goes on. */
import { html, type TemplateResult } from 'lit';
import { fill } from '../texts';

export interface PausedBadge {
  texts: { resume: string; pausedNone: string; pausedSome: string };
  held: number;
  number: (value: number) => string;
  resume: () => void;
  /** Besides the panels' own. */
  className?: string;
}

export function pausedBadge({ texts, held, number, resume, className }: PausedBadge): TemplateResult {
  return html`<button class="panel-paused ${className ?? ''}" title=${texts.resume} @click=${resume}>
    <span class="codicon codicon-debug-pause" aria-hidden="true"></span>
    ${held === 0 ? texts.pausedNone : fill(texts.pausedSome, number(held))}
  </button>`;
}
