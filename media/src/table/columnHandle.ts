/** The handle behind a column's title, that changes its width by pointer or keyboard. */
import { html, type TemplateResult } from 'lit';
import { boundedWidth, columnWidth, type TableColumn } from './tableColumn';

/** Called with undefined to go back to the column's own width. */
export type ResizeColumn = (column: TableColumn, width: number | undefined) => void;

const keyStep = 10;

/** Inside the title's element, whose width it measures. */
export function columnHandle(
  column: TableColumn,
  index: number,
  widths: Readonly<Record<string, number>>,
  resize: ResizeColumn,
): TemplateResult {
  return html`<div
    class="table-handle"
    role="separator"
    aria-orientation="vertical"
    aria-label=${column.resizeLabel}
    aria-valuenow=${columnWidth(column, widths)}
    tabindex=${index === 0 ? 0 : -1}
    @pointerdown=${(event: PointerEvent) => drag(event, column, resize)}
    @dblclick=${() => resize(column, undefined)}
    @keydown=${(event: KeyboardEvent) => resizeByKey(event, column, columnWidth(column, widths), resize)}
  ></div>`;
}

function drag(event: PointerEvent, column: TableColumn, resize: ResizeColumn): void {
  const handle = event.currentTarget;
  if (!(handle instanceof HTMLElement) || !handle.parentElement || event.button !== 0) return;
  event.preventDefault();
  const startX = event.clientX;
  const startWidth = handle.parentElement.getBoundingClientRect().width;
  const done = new AbortController();
  const { signal } = done;
  handle.setPointerCapture(event.pointerId);
  handle.addEventListener(
    'pointermove',
    (move) => resize(column, boundedWidth(startWidth + move.clientX - startX)),
    { signal },
  );
  for (const end of ['pointerup', 'pointercancel']) {
    handle.addEventListener(end, () => done.abort(), { signal });
  }
}

/** Left and right change the width; up and down go to the handle of the column before and after. */
function resizeByKey(event: KeyboardEvent, column: TableColumn, width: number, resize: ResizeColumn): void {
  switch (event.key) {
    case 'ArrowLeft':
      resize(column, boundedWidth(width - keyStep));
      break;
    case 'ArrowRight':
      resize(column, boundedWidth(width + keyStep));
      break;
    case 'Home':
      resize(column, undefined);
      break;
    case 'ArrowUp':
      focusHandle(event.currentTarget, -1);
      break;
    case 'ArrowDown':
      focusHandle(event.currentTarget, 1);
      break;
    default:
      return;
  }
  event.preventDefault();
  event.stopPropagation();
}

function focusHandle(from: EventTarget | null, step: 1 | -1): void {
  if (!(from instanceof HTMLElement)) return;
  const cell = from.parentElement;
  const next = step === 1 ? cell?.nextElementSibling : cell?.previousElementSibling;
  const handle = next?.querySelector('.table-handle');
  if (handle instanceof HTMLElement) handle.focus();
}
