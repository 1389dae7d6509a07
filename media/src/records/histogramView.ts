/** A histogram as a table whose middle column is drawn: what is seen is also what is read out. */
import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { Histogram } from '#protocol/recordPanel';
import { choiceSwitch } from './choiceSwitch';
import { drawerSection } from './drawerSection';
import type { Setup } from './setup';

export interface HistogramActions {
  scale(scale: Histogram['scale']): void;
  close(): void;
}

export function histogramView(
  { texts, number }: Setup,
  histogram: Histogram,
  actions: HistogramActions,
): TemplateResult {
  const { title, scale, buckets } = histogram;
  return drawerSection({
    className: 'histogram',
    label: `${texts.histogram}: ${title}`,
    title,
    closeLabel: texts.close,
    close: () => actions.close(),
    choice: choiceSwitch({
      name: 'histogram-scale',
      label: texts.scale,
      choices: [
        { id: 'log2', label: texts.scaleLog2 },
        { id: 'linear', label: texts.scaleLinear },
      ],
      chosen: scale,
      choose: (id) => actions.scale(id),
    }),
    content: html`<table class="histogram-table">
      <thead class="visually-hidden">
        <tr>
          <th>${texts.bucketHeading}</th>
          <th></th>
          <th>${texts.countHeading}</th>
        </tr>
      </thead>
      <tbody>
        ${bars(buckets, number)}
      </tbody>
    </table>`,
  });
}

function bars(buckets: Histogram['buckets'], number: (value: number) => string): TemplateResult[] {
  const most = buckets.reduce((greatest, { count }) => Math.max(greatest, count), 0);
  return buckets.map(
    ({ label, count }) =>
      html`<tr>
        <th scope="row">${label}</th>
        <td class="histogram-room" aria-hidden="true">
          ${count === 0 ? nothing : html`<div class="histogram-bar" style=${styleMap({ width: barWidth(count, most) })}></div>`}
        </td>
        <td class="histogram-count">${number(count)}</td>
      </tr>`,
  );
}

/** Even the fewest are to be seen. */
function barWidth(count: number, most: number): string {
  return `max(2px, ${(100 * count) / most}%)`;
}
