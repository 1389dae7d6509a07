/** What can be done with the rows of a view unless it says otherwise: nothing. */
import type { RecordShape } from '#protocol/recordPanel';

export const unable: RecordShape['can'] = {
  sort: false,
  edit: false,
  add: false,
  remove: false,
  refresh: false,
  parts: false,
  clear: false,
};
