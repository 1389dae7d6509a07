/** The part of a menu that shows and hides a table's columns. */
import type { MenuItem } from '../table/popupMenu';

export function columnItems<Id extends string>(
  heading: string,
  columns: readonly { id: Id; title: string }[],
  hidden: readonly Id[],
  change: (hidden: Id[]) => void,
): MenuItem[] {
  return [
    { kind: 'heading', label: heading },
    ...columns.map(({ id, title }): MenuItem => {
      const shown = !hidden.includes(id);
      return {
        kind: 'checkbox',
        label: title,
        checked: shown,
        run: () => change(shown ? [...hidden, id] : hidden.filter((one) => one !== id)),
      };
    }),
  ];
}
