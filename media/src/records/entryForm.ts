/**
 * `<entry-form>`: asks for an entry's values in a dialog over the page. The host judges what was typed: what is wrong
 * with it stands beside its input, and the dialog closes when all is well.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { RecordTexts } from '#protocol/recordPanel';
import type { EntryField, EntryFields } from './entryFields';

export interface EntryQuestion extends EntryFields {
  texts: RecordTexts;
  heading: string;
  /** Id of the column whose input has the keyboard at first. */
  focus: string | undefined;
  /** All values, as they stand in the form. */
  save: (values: Record<string, string>) => void;
}

@customElement('entry-form')
export class EntryForm extends LitElement {
  #question: EntryQuestion | undefined;
  #problem: { text: string; column: string | undefined } | undefined;
  #waiting = false;

  ask(question: EntryQuestion): void {
    this.#question = question;
    this.#problem = undefined;
    this.#waiting = false;
    this.requestUpdate();
    void this.updateComplete.then(() => {
      this.#dialog?.showModal();
      this.#focusField(question.focus ?? question.fields[0]?.column.id);
    });
  }

  /** The host's word on what was saved; without a problem, the form closes. */
  answer(problem?: string, column?: string): void {
    if (!this.#question) return;
    this.#waiting = false;
    if (problem === undefined) {
      this.close();
      return;
    }
    this.#problem = { text: problem, column };
    this.requestUpdate();
    void this.updateComplete.then(() => this.#focusField(column));
  }

  close(): void {
    this.#dialog?.close();
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override render(): TemplateResult | typeof nothing {
    const question = this.#question;
    if (!question) return nothing;
    const { texts, heading, fixed, fields } = question;
    const general = this.#problem && !fields.some(({ column }) => column.id === this.#problem?.column);
    return html`<dialog class="entry-form" aria-labelledby="entry-heading" @close=${() => this.#closed()}>
      <form @submit=${(event: SubmitEvent) => this.#submit(event)}>
        <h2 id="entry-heading">${heading}</h2>
        ${fixed.length === 0 ? nothing : fixedFields(fixed)}
        <div class="entry-fields">${fields.map((field, index) => this.#field(question, field, index))}</div>
        ${general ? html`<p class="entry-problem" role="alert">${this.#problem?.text}</p>` : nothing}
        <div class="entry-buttons">
          <button type="button" class="entry-button secondary" @click=${() => this.close()}>
            ${texts.cancel}
          </button>
          <button type="submit" class="entry-button" ?disabled=${this.#waiting}>${texts.save}</button>
        </div>
      </form>
    </dialog>`;
  }

  #field({ texts, fields }: EntryQuestion, field: EntryField, index: number): TemplateResult {
    const { column } = field;
    const id = `entry-${index}`;
    const problem = this.#problem?.column === column.id ? this.#problem.text : undefined;
    const invalid = problem === undefined ? nothing : 'true';
    const describedBy = problem === undefined ? `${id}-type` : `${id}-problem`;
    const previous = fields[index - 1]?.column.group;
    return html`${column.group === previous || column.group === 'record' ? nothing : groupHeading(texts, column.group)}
      <label for=${id}>${column.title} <span class="entry-type" id="${id}-type">${column.type}</span></label>
      ${
        column.choices.length > 0
          ? choice(field, id, invalid, describedBy)
          : html`<input
              id=${id}
              name=${column.id}
              class="entry-input"
              .defaultValue=${field.text}
              autocomplete="off"
              spellcheck="false"
              aria-invalid=${invalid}
              aria-describedby=${describedBy}
            />`
      }
      ${problem === undefined ? nothing : html`<p class="entry-problem" id="${id}-problem" role="alert">${problem}</p>`}`;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !this.#question || this.#waiting) return;
    const values: Record<string, string> = {};
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') values[name] = value;
    this.#waiting = true;
    this.#problem = undefined;
    this.requestUpdate();
    this.#question.save(values);
  }

  #closed(): void {
    this.#question = undefined;
    this.requestUpdate();
  }

  #focusField(column: string | undefined): void {
    const inputs = [...this.querySelectorAll<HTMLInputElement | HTMLSelectElement>('.entry-input')];
    const input = inputs.find(({ name }) => name === column);
    input?.focus();
    if (input instanceof HTMLInputElement) input.select();
  }

  get #dialog(): HTMLDialogElement | null {
    return this.querySelector('dialog');
  }
}

function fixedFields(fields: readonly EntryField[]): TemplateResult {
  return html`<dl class="entry-fixed">
    ${fields.map(
      ({ column, text }) =>
        html`<dt>${column.title}</dt>
          <dd>${text}</dd>`,
    )}
  </dl>`;
}

function groupHeading(texts: RecordTexts, group: 'key' | 'value' | 'rate'): TemplateResult {
  return html`<h3>${group === 'key' ? texts.keyHeading : texts.valueHeading}</h3>`;
}

/** What stands there now may be none of the names: an enum is but a number. It must not become another unasked. */
function choice(
  { column, text }: EntryField,
  id: string,
  invalid: 'true' | typeof nothing,
  describedBy: string,
): TemplateResult {
  const choices = text === '' || column.choices.includes(text) ? column.choices : [text, ...column.choices];
  return html`<select
    id=${id}
    name=${column.id}
    class="entry-input panel-select"
    aria-invalid=${invalid}
    aria-describedby=${describedBy}
  >
    ${choices.map((one) => html`<option value=${one} ?selected=${one === text}>${one}</option>`)}
  </select>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'entry-form': EntryForm;
  }
}
