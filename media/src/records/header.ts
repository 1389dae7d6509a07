/** Above the toolbar: what is looked at, whose it is, what cannot be done with it, and whether it is still there. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Owner } from '#protocol/agentMaps';
import type { RecordShape, RecordTexts } from '#protocol/recordPanel';
import { fill } from '../texts';

export interface Header {
  texts: RecordTexts;
  shape: RecordShape;
  ended: string | null;
  chooseType: (id: string) => void;
}

export function header({ texts, shape, ended, chooseType }: Header): TemplateResult {
  const { title, facts, foreign, limits, recordTypes } = shape;
  return html`<header class="records-header">
      <h1 title=${title}>${title}</h1>
      ${foreign?.map((owner) => ownerBadge(texts, owner))}
      <ul class="records-facts">
        ${facts.map((fact) => html`<li>${fact}</li>`)}
      </ul>
      ${limits.map(
        (limit) =>
          html`<span class="records-limit"
            ><span class="codicon codicon-info" aria-hidden="true"></span>${limit}</span
          >`,
      )}
      ${recordTypes.length === 0 ? nothing : typePicker(texts, shape, chooseType)}
    </header>
    ${
      ended === null
        ? nothing
        : html`<div class="records-ended" role="alert">
            <span class="codicon codicon-debug-disconnect" aria-hidden="true"></span><span>${ended}</span>
          </div>`
    }`;
}

function ownerBadge(texts: RecordTexts, { command, pid }: Owner): TemplateResult {
  return html`<span class="records-foreign"
    ><span class="codicon codicon-account" aria-hidden="true"></span
    >${fill(texts.foreign, command, String(pid))}</span
  >`;
}

function typePicker(
  texts: RecordTexts,
  { recordTypes, recordType }: RecordShape,
  choose: (id: string) => void,
): TemplateResult {
  const reason = recordTypes.find(({ id }) => id === recordType)?.reason ?? '';
  return html`<label class="records-type" title=${reason}
    ><span>${texts.recordType}</span>
    <select
      class="panel-select"
      @change=${(event: Event) => event.target instanceof HTMLSelectElement && choose(event.target.value)}
    >
      ${recordTypes.map(
        (type) =>
          html`<option value=${type.id} title=${type.reason} ?selected=${type.id === recordType}>
            ${type.label}
          </option>`,
      )}
    </select>
  </label>`;
}
