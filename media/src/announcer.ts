/** Tells screen readers what changes, politely: at most once in a while, and only the last word. */
import { html, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';

const pauseMs = 5000;

export class Announcer {
  readonly #element = createRef<HTMLElement>();
  #waiting: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** To be part of the page, once. */
  readonly region: TemplateResult = html`<div
    class="visually-hidden"
    aria-live="polite"
    ${ref(this.#element)}
  ></div>`;

  say(text: string): void {
    this.#waiting = text;
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const element = this.#element.value;
      // Setting the same text again would be read again by some readers.
      if (element && element.textContent !== this.#waiting) element.textContent = this.#waiting ?? '';
    }, pauseMs);
  }
}
