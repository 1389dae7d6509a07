/** "Open Map": from the views, or picked from the maps of the runs. */
import { handle } from '../commands/handle';
import type { Context } from '../context';
import { mapPlace } from './mapPlace';

export function activate(context: Context): void {
  handle(context, 'ebpf.openMap', async (_, [argument]) => {
    const place = await mapPlace(context, argument);
    if (!place) return;
    // Types, tables and readers are loaded with the first map that is looked at.
    const { openMap } = await import('./openMap');
    await openMap(context, place);
  });
}
