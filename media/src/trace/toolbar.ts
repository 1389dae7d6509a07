/** The bar above the lines: filter, run, pause, follow, columns. */
import { html, nothing, type TemplateResult } from 'lit';
import type { TracePanelSettings, TraceStatus, TraceTexts } from '#protocol/tracePanel';
import { filterBox, type FilterActions } from '../panel/filterBox';
import { toolbarButton } from '../panel/toolbarButton';

export interface ToolbarActions extends FilterActions {
  run(run: number | null): void;
  pause(paused: boolean): void;
  follow(on: boolean): void;
  /** Opens the menu under its button. */
  columns(button: HTMLElement): void;
}

export function toolbar(
  texts: TraceTexts,
  settings: TracePanelSettings,
  status: TraceStatus,
  actions: ToolbarActions,
): TemplateResult {
  const { paused } = status;
  return html`<div class="panel-toolbar">
    ${filterBox(
      {
        texts,
        value: settings.filter,
        problem: status.filterProblem,
        problemClass: 'trace-filter-problem',
      },
      actions,
    )}
    ${status.runs.length < 2 ? nothing : runSelect(texts, status, actions)}
    ${toolbarButton({
      icon: paused ? 'debug-continue' : 'debug-pause',
      label: paused ? texts.resume : texts.pause,
      pressed: paused,
      run: () => actions.pause(!paused),
    })}
    ${toolbarButton({
      icon: 'fold-down',
      label: texts.follow,
      pressed: settings.follow,
      run: () => actions.follow(!settings.follow),
    })}
    ${toolbarButton({ icon: 'settings', label: texts.columnsMenu, run: (button) => actions.columns(button) })}
  </div>`;
}

function runSelect(texts: TraceTexts, status: TraceStatus, actions: ToolbarActions): TemplateResult {
  return html`<select
    class="panel-select trace-run"
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
