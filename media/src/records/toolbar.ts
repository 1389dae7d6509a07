/** The bar above the rows: the filter, how rows come, and what can be done with all of them. */
import { html, nothing, type TemplateResult } from 'lit';
import type { RecordShape, RecordStatus, RecordTexts } from '#protocol/recordPanel';
import { filterBox, type FilterActions } from '../panel/filterBox';
import { toolbarButton } from '../panel/toolbarButton';
import { fill } from '../texts';
import type { Setup } from './setup';

export interface ToolbarActions extends FilterActions {
  pause(paused: boolean): void;
  follow(on: boolean): void;
  clear(): void;
  interval(milliseconds: number): void;
  refresh(): void;
  stop(): void;
  add(): void;
  export(): void;
  /** These open a menu under their button. */
  histogram(button: HTMLElement): void;
  columns(button: HTMLElement): void;
}

export interface Toolbar {
  setup: Setup;
  shape: RecordShape;
  status: RecordStatus;
  /** A reading has been going on for so long that one may want to end it. */
  slow: boolean;
  histogramShown: boolean;
  actions: ToolbarActions;
}

const intervals = [0, 100, 200, 500, 1000, 2000, 5000, 10_000];

export function toolbar(bar: Toolbar): TemplateResult {
  const { setup, shape, status, histogramShown, actions } = bar;
  const { texts, settings } = setup;
  return html`<div class="panel-toolbar">
    ${filterBox({ texts, value: settings.filter, problem: status.filterProblem }, actions)}
    ${shape.kind === 'events' ? eventButtons(bar) : nothing}
    ${shape.can.refresh ? readingButtons(bar) : nothing}
    ${shape.can.add ? button(texts, 'add', 'add', () => actions.add()) : nothing}
    ${shape.can.clear ? button(texts, 'clear-all', 'clear', () => actions.clear()) : nothing}
    ${
      shape.histograms.length === 0
        ? nothing
        : toolbarButton({
            icon: 'graph',
            label: texts.histogram,
            pressed: histogramShown,
            run: (element) => actions.histogram(element),
          })
    }
    ${button(texts, 'export', 'export', () => actions.export())}
    ${button(texts, 'settings', 'columnsMenu', (element) => actions.columns(element))}
  </div>`;
}

function button(
  texts: RecordTexts,
  icon: string,
  label: keyof RecordTexts,
  run: (element: HTMLElement) => void,
): TemplateResult {
  return toolbarButton({ icon, label: texts[label], run });
}

function eventButtons({ setup, status: { paused }, actions }: Toolbar): TemplateResult {
  const { texts, settings } = setup;
  return html`${toolbarButton({
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
  })}`;
}

function readingButtons({ setup, slow, actions }: Toolbar): TemplateResult {
  const { texts, settings, number } = setup;
  return html`<label class="records-interval" title=${texts.interval}
      ><span class="codicon codicon-watch" aria-hidden="true"></span
      ><select
        class="panel-select"
        aria-label=${texts.interval}
        @change=${(event: Event) =>
          event.target instanceof HTMLSelectElement && actions.interval(Number(event.target.value))}
      >
        ${intervals.map(
          (interval) =>
            html`<option value=${interval} ?selected=${interval === settings.interval}>
              ${interval === 0 ? texts.intervalOff : fill(texts.intervalSeconds, number(interval / 1000))}
            </option>`,
        )}
      </select>
    </label>
    ${
      slow
        ? button(texts, 'debug-stop', 'stop', () => actions.stop())
        : button(texts, 'refresh', 'refresh', () => actions.refresh())
    }`;
}
