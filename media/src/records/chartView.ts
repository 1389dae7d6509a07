/** The part of the drawer with a number over time: the line, its value or its rate, and what it says in words. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Series } from '#protocol/recordPanel';
import { fill } from '../texts';
import { choiceSwitch } from './choiceSwitch';
import { drawerSection } from './drawerSection';
import { seriesSummary } from './seriesSummary';
import type { Setup } from './setup';

export type Shows = 'value' | 'rate';

export interface ChartActions {
  show(what: Shows): void;
  close(): void;
}

/** `series` is undefined until the first answer. */
export function chartView(
  { texts, locale, number }: Setup,
  series: Series | undefined,
  shows: Shows,
  actions: ChartActions,
): TemplateResult {
  const hasRates = series?.rates.some((rate) => rate !== null) === true;
  const values = (shows === 'rate' && hasRates ? series.rates : series?.values) ?? [];
  const times = series?.times ?? [];
  const summary = seriesSummary(times, values);
  return drawerSection({
    className: 'chart',
    label: `${texts.chart}: ${series?.title ?? ''}`,
    title: series?.title ?? texts.chart,
    closeLabel: texts.chartClose,
    close: () => actions.close(),
    choice: hasRates
      ? choiceSwitch({
          name: 'chart-shows',
          label: texts.chartShows,
          choices: [
            { id: 'value', label: texts.chartValue },
            { id: 'rate', label: texts.chartRate },
          ],
          chosen: shows,
          choose: (what) => actions.show(what),
        })
      : nothing,
    content: html`<p class="drawer-note">
        ${
          summary
            ? fill(
                texts.chartSummary,
                number(summary.now),
                number(summary.least),
                number(summary.most),
                number(summary.seconds),
              )
            : texts.chartWaiting
        }
      </p>
      <series-chart aria-hidden="true" .times=${times} .values=${values} .locale=${locale}></series-chart>`,
  });
}
