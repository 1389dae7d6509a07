/** "Open Map": from the views, or picked from the maps of the runs. */
import { handle } from '../commands/handle';
import type { Context } from '../context';
import { mapPlace } from './mapPlace';
import { openMap } from './openMap';

export function activate(context: Context): void {
  handle(context, 'ebpf.openMap', async (_, [argument]) => {
    const place = await mapPlace(context, argument);
    if (place) await openMap(context, place);
  });
}
