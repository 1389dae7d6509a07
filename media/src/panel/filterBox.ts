/** The box that filters a panel's rows, with what is wrong with the filter below it. */
import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { VscodeTextfield } from '@vscode-elements/elements/dist/vscode-textfield/vscode-textfield.js';

export interface FilterBox {
  texts: { filterLabel: string; filterPlaceholder: string; filterHelp: string; clearFilter: string };
  value: string;
  problem: string | null;
  /** Of the problem, besides the panels' own. */
  problemClass?: string;
}

export interface FilterActions {
  filter(text: string): void;
  /** From the filter to the rows. */
  toTable(): void;
}

export function filterBox(
  { texts, value, problem, problemClass }: FilterBox,
  actions: FilterActions,
): TemplateResult {
  return html`<div class="panel-filter">
    <vscode-textfield
      class=${classMap({ invalid: problem !== null })}
      label=${texts.filterLabel}
      placeholder=${texts.filterPlaceholder}
      title=${texts.filterHelp}
      .value=${value}
      ?invalid=${problem !== null}
      @input=${(event: InputEvent) =>
        event.currentTarget instanceof VscodeTextfield && actions.filter(event.currentTarget.value)}
      @keydown=${(event: KeyboardEvent) => filterKey(event, value, actions)}
    >
      <span slot="content-before" class="codicon codicon-filter panel-filter-icon" aria-hidden="true"></span>
      ${
        value === ''
          ? nothing
          : html`<button
              slot="content-after"
              class="panel-icon-button codicon codicon-close"
              title=${texts.clearFilter}
              aria-label=${texts.clearFilter}
              @click=${() => actions.filter('')}
            ></button>`
      }
    </vscode-textfield>
    ${
      problem === null
        ? nothing
        : html`<div class="panel-filter-problem ${problemClass ?? ''}" role="alert">${problem}</div>`
    }
  </div>`;
}

function filterKey(event: KeyboardEvent, value: string, actions: FilterActions): void {
  if (event.key === 'Escape' && value !== '') {
    // At once, so that what is typed next does not follow the old text.
    if (event.currentTarget instanceof VscodeTextfield) event.currentTarget.value = '';
    actions.filter('');
  } else if (event.key === 'ArrowDown' || event.key === 'Enter') actions.toTable();
  else return;
  event.preventDefault();
}
