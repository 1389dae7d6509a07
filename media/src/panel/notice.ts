/** Something to tell in a panel's status line, for a while. */
import { html, type TemplateResult } from 'lit';

export interface Notice {
  severity: 'info' | 'warning';
  text: string;
}

const shownMs = 8000;

export class NoticeKeeper {
  readonly #changed: () => void;
  #notice: Notice | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `changed` is called when a notice has been there long enough. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get notice(): Notice | undefined {
    return this.#notice;
  }

  set({ severity, text }: Notice): void {
    this.#notice = { severity, text };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#notice = undefined;
      this.#changed();
    }, shownMs);
  }
}

/** The element is there without a notice, too: screen readers tell only what changes in a region that they know. */
export function noticeText(notice: Notice | undefined): TemplateResult {
  return html`<span
    class=${notice?.severity === 'warning' ? 'panel-notice warning' : 'panel-notice'}
    role="status"
    >${notice?.text ?? ''}</span
  >`;
}
