/** The bar above the lines: filter, run, pause, follow, columns. */
import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { VscodeTextfield } from '@vscode-elements/elements/dist/vscode-textfield/vscode-textfield.js';
import type { TracePanelSettings, TraceStatus, TraceTexts } from '#protocol/tracePanel';

export interface ToolbarActions {
  filter(text: string): void;
  run(run: number | null): void;
  pause(paused: boolean): void;
  follow(on: boolean): void;
  /** Opens the menu under its button. */
  columns(button: HTMLElement): void;
  /** From the filter to the lines. */
  toTable(): void;
}

export function toolbar(
  texts: TraceTexts,
  settings: TracePanelSettings,
  status: TraceStatus,
  actions: ToolbarActions,
): TemplateResult {
  const { filter, follow } = settings;
  return html`<div class="trace-toolbar">
    <div class="trace-filter">
      <vscode-textfield
        class=${classMap({ invalid: status.filterProblem !== null })}
        label=${texts.filterLabel}
        placeholder=${texts.filterPlaceholder}
        title=${texts.filterHelp}
        .value=${filter}
        ?invalid=${status.filterProblem !== null}
        @input=${(event: InputEvent) =>
          event.currentTarget instanceof VscodeTextfield && actions.filter(event.currentTarget.value)}
        @keydown=${(event: KeyboardEvent) => filterKey(event, filter, actions)}
      >
        <span
          slot="content-before"
          class="codicon codicon-filter trace-filter-icon"
          aria-hidden="true"
        ></span>
        ${
          filter === ''
            ? nothing
            : html`<button
                slot="content-after"
                class="trace-icon-button codicon codicon-close"
                title=${texts.clearFilter}
                aria-label=${texts.clearFilter}
                @click=${() => actions.filter('')}
              ></button>`
        }
      </vscode-textfield>
      ${
        status.filterProblem === null
          ? nothing
          : html`<div class="trace-filter-problem" role="alert">${status.filterProblem}</div>`
      }
    </div>
    ${status.runs.length < 2 ? nothing : runSelect(texts, status, actions)}
    <vscode-toolbar-button
      icon=${status.paused ? 'debug-continue' : 'debug-pause'}
      label=${status.paused ? texts.resume : texts.pause}
      title=${status.paused ? texts.resume : texts.pause}
      toggleable
      ?checked=${status.paused}
      @click=${() => actions.pause(!status.paused)}
    ></vscode-toolbar-button>
    <vscode-toolbar-button
      icon="fold-down"
      label=${texts.follow}
      title=${texts.follow}
      toggleable
      ?checked=${follow}
      @click=${() => actions.follow(!follow)}
    ></vscode-toolbar-button>
    <vscode-toolbar-button
      icon="settings"
      label=${texts.columnsMenu}
      title=${texts.columnsMenu}
      @click=${(event: Event) => event.currentTarget instanceof HTMLElement && actions.columns(event.currentTarget)}
    ></vscode-toolbar-button>
  </div>`;
}

function runSelect(texts: TraceTexts, status: TraceStatus, actions: ToolbarActions): TemplateResult {
  return html`<select
    class="trace-run"
    aria-label=${texts.runLabel}
    title=${texts.runLabel}
    @change=${(event: Event) => {
      const value = event.target instanceof HTMLSelectElement ? event.target.value : '';
      actions.run(value === '' ? null : Number(value));
    }}
  >
    <option value="" ?selected=${status.run === null}>${texts.allRuns}</option>
    ${status.runs.map(
      ({ run, label, active }) =>
        html`<option value=${run} ?selected=${status.run === run}>${active ? '▶ ' : ''}${label}</option>`,
    )}
  </select>`;
}

function filterKey(event: KeyboardEvent, filter: string, actions: ToolbarActions): void {
  if (event.key === 'Escape' && filter !== '') {
    // At once, so that what is typed next does not follow the old text.
    if (event.currentTarget instanceof VscodeTextfield) event.currentTarget.value = '';
    actions.filter('');
  } else if (event.key === 'ArrowDown' || event.key === 'Enter') actions.toTable();
  else return;
  event.preventDefault();
}
