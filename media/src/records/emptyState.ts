/** What stands where rows will be: nothing has come yet, there is nothing, or the filter lets nothing through. */
import { nothing, type TemplateResult } from 'lit';
import type { RecordShape, RecordStatus, RecordTexts } from '#protocol/recordPanel';
import { emptyMessage } from '../panel/emptyMessage';

export function emptyState(
  texts: RecordTexts,
  shape: RecordShape,
  status: RecordStatus,
  clearFilter: () => void,
): TemplateResult | typeof nothing {
  switch (emptiness(shape, status)) {
    case 'rows':
      return nothing;
    case 'noMatch':
      return emptyMessage({
        icon: 'filter',
        title: texts.noMatchTitle,
        link: { text: texts.noMatchLink, run: clearFilter },
      });
    case 'waiting':
      return emptyMessage({ icon: 'pulse', title: texts.waitingTitle, text: texts.waitingText });
    case 'empty':
      return emptyMessage({ icon: 'database', title: texts.emptyTitle, text: texts.emptyText });
  }
}

/** `rows` also while they are still being looked for among those that are there. */
export function emptiness(
  { kind }: Pick<RecordShape, 'kind'>,
  status: Pick<RecordStatus, 'first' | 'end' | 'total' | 'held' | 'doing' | 'progress' | 'live' | 'ended'>,
): 'rows' | 'noMatch' | 'waiting' | 'empty' {
  const { first, end, total, held, doing, progress, live, ended } = status;
  if (end > first) return 'rows';
  const busy = doing !== '' || (progress !== null && progress < 1);
  if (total - held > 0) return busy ? 'rows' : 'noMatch';
  if (ended !== null) return 'empty';
  // A map that is read time and again is known to be empty; an event may always come.
  return busy || (live && kind === 'events') ? 'waiting' : 'empty';
}
