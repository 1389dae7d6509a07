/** What stands where rows will be: why there are none, and what to do about it. */
import { html, nothing, type TemplateResult } from 'lit';

export interface EmptyMessage {
  icon: string;
  title: string;
  text?: string;
  link?: { text: string; run: () => void };
  /** Besides the panels' own. */
  className?: string;
}

export function emptyMessage({ icon, title, text = '', link, className }: EmptyMessage): TemplateResult {
  return html`<div class="panel-empty ${className ?? ''}">
    <span class="codicon codicon-${icon} panel-empty-icon" aria-hidden="true"></span>
    <h2>${title}</h2>
    ${text === '' ? nothing : html`<p>${text}</p>`}
    ${link ? html`<vscode-button @click=${link.run}>${link.text}</vscode-button>` : nothing}
  </div>`;
}
