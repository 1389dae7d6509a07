/**
 * `<popup-menu>`: a small menu at a place in the window, with plain, checkable and choosable items, that works as
 * menus of the editor do: arrows and letters move, Enter and Space choose, Escape or a click elsewhere closes it, and
 * the keyboard goes back to where it was.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { styleMap } from 'lit/directives/style-map.js';

export type MenuItem =
  | { kind: 'item'; label: string; keys?: string; run: () => void }
  /** Stays open when chosen: one often changes several. */
  | { kind: 'checkbox' | 'radio'; label: string; checked: boolean; run: () => void }
  | { kind: 'heading'; label: string }
  | { kind: 'separator' };

@customElement('popup-menu')
export class PopupMenu extends LitElement {
  #items: () => readonly MenuItem[] = () => [];
  #at: { x: number; y: number } | undefined;
  #opener: HTMLElement | undefined;

  /** `items` is asked again after each choice. */
  open(x: number, y: number, items: () => readonly MenuItem[]): void {
    this.#items = items;
    this.#at = { x, y };
    this.#opener ??= focused();
    this.requestUpdate();
    void this.updateComplete.then(() => {
      this.#keepInside();
      this.#elements()[0]?.focus();
    });
  }

  close(): void {
    if (!this.#at) return;
    this.#at = undefined;
    this.#opener?.focus();
    this.#opener = undefined;
    this.requestUpdate();
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.#at) return nothing;
    return html`<div
      class="popup-menu"
      role="menu"
      style=${styleMap({ left: `${this.#at.x}px`, top: `${this.#at.y}px` })}
      @keydown=${this.#onKey}
      @focusout=${this.#onFocusOut}
    >
      ${this.#items().map((item) => this.#item(item))}
    </div>`;
  }

  #item(item: MenuItem): TemplateResult {
    if (item.kind === 'separator') return html`<div class="popup-separator" role="separator"></div>`;
    if (item.kind === 'heading')
      return html`<div class="popup-heading" role="presentation">${item.label}</div>`;
    const checkable = item.kind !== 'item';
    const role = checkable ? `menuitem${item.kind}` : 'menuitem';
    return html`<div
      class="popup-item"
      role=${role}
      tabindex="-1"
      aria-checked=${checkable ? (item.checked ? 'true' : 'false') : nothing}
      @click=${() => this.#choose(item)}
      @mouseenter=${(event: MouseEvent) => event.currentTarget instanceof HTMLElement && event.currentTarget.focus()}
    >
      <span
        class="popup-mark codicon ${checkable && item.checked ? 'codicon-check' : ''}"
        aria-hidden="true"
      ></span>
      <span class="popup-label">${item.label}</span>
      ${item.kind === 'item' && item.keys !== undefined ? html`<span class="popup-keys">${item.keys}</span>` : nothing}
    </div>`;
  }

  #choose(item: Extract<MenuItem, { run: () => void }>): void {
    if (item.kind === 'item') this.close();
    item.run();
    this.requestUpdate();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const elements = this.#elements();
    const at = elements.findIndex((element) => element === document.activeElement);
    const count = elements.length;
    switch (event.key) {
      case 'ArrowDown':
        elements[(at + 1) % count]?.focus();
        break;
      case 'ArrowUp':
        elements[(at - 1 + count) % count]?.focus();
        break;
      case 'Home':
        elements[0]?.focus();
        break;
      case 'End':
        elements[count - 1]?.focus();
        break;
      case 'Enter':
      case ' ':
        elements[at]?.click();
        break;
      case 'Escape':
      case 'Tab':
        this.close();
        break;
      default: {
        const wanted = event.key.toLowerCase();
        const order = [...elements.slice(at + 1), ...elements.slice(0, at + 1)];
        if (wanted.length === 1)
          order.find((one) => one.textContent.trim().toLowerCase().startsWith(wanted))?.focus();
      }
    }
    event.preventDefault();
    event.stopPropagation();
  };

  readonly #onFocusOut = (event: FocusEvent): void => {
    if (event.relatedTarget instanceof Node && this.contains(event.relatedTarget)) return;
    // Somebody else has the keyboard already: it is not taken back.
    this.#opener = undefined;
    this.close();
  };

  #elements(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('.popup-item')];
  }

  #keepInside(): void {
    const menu = this.querySelector<HTMLElement>('.popup-menu');
    if (!menu || !this.#at) return;
    const x = Math.max(0, Math.min(this.#at.x, window.innerWidth - menu.offsetWidth - 4));
    const y = Math.max(0, Math.min(this.#at.y, window.innerHeight - menu.offsetHeight - 4));
    if (x !== this.#at.x || y !== this.#at.y) {
      this.#at = { x, y };
      this.requestUpdate();
    }
  }
}

/** The element that has the keyboard, inside components too. */
function focused(): HTMLElement | undefined {
  const element = document.activeElement;
  return element instanceof HTMLElement ? element : undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'popup-menu': PopupMenu;
  }
}
