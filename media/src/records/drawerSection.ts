/** A part of the drawer below the table: a heading, what can be chosen about it, and a button that closes it. */
import { html, nothing, type TemplateResult } from 'lit';

export interface DrawerSection {
  className: 'histogram' | 'chart' | 'parts';
  /** What it is, for those who do not see it. */
  label: string;
  title: string;
  choice?: TemplateResult | typeof nothing;
  closeLabel: string;
  close: () => void;
  content: TemplateResult;
}

export function drawerSection(section: DrawerSection): TemplateResult {
  const { className, label, title, choice = nothing, closeLabel, close, content } = section;
  return html`<section class="drawer-section ${className}" aria-label=${label}>
    <div class="drawer-head">
      <h2 title=${title}>${title}</h2>
      ${choice}
      <button
        class="panel-icon-button codicon codicon-close"
        title=${closeLabel}
        aria-label=${closeLabel}
        @click=${close}
      ></button>
    </div>
    <div class="drawer-content">${content}</div>
  </section>`;
}
