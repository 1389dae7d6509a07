/** Adding and changing entries: opens the form, sends what was typed, and brings the host's answer back to it. */
import type { RecordRow, RecordShape, RecordTexts, RecordToHost, RecordToPage } from '#protocol/recordPanel';
import { addFields, changedValues, editFields, keyOf } from './entryFields';
import type { EntryForm } from './entryForm';

export class EntryActions {
  readonly #post: (message: RecordToHost) => void;
  readonly #form: () => EntryForm | null;
  #request = 0;

  constructor(post: (message: RecordToHost) => void, form: () => EntryForm | null) {
    this.#post = post;
    this.#form = form;
  }

  add(shape: RecordShape, texts: RecordTexts): void {
    this.#form()?.ask({
      ...addFields(shape),
      texts,
      heading: texts.addHeading,
      focus: undefined,
      save: (values) => this.#post({ type: 'add', request: ++this.#request, values }),
    });
  }

  edit(shape: RecordShape, texts: RecordTexts, row: RecordRow, column: string | undefined): void {
    const key = keyOf(shape, row);
    const asked = editFields(shape, row);
    const has = asked.fields.some((field) => field.column.id === column);
    this.#form()?.ask({
      ...asked,
      texts,
      heading: texts.editHeading,
      focus: has ? column : undefined,
      save: (typed) => {
        const values = changedValues(asked.fields, typed);
        if (Object.keys(values).length === 0) this.#form()?.close();
        else this.#post({ type: 'edit', request: ++this.#request, key, values });
      },
    });
  }

  /** An answer to a form that was closed meanwhile is nobody's any more. */
  answer({ request, problem, column }: Extract<RecordToPage, { type: 'edited' }>): void {
    if (request === this.#request) this.#form()?.answer(problem, column);
  }
}
