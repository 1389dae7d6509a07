/** Where one reads, kept by the editor while the page is hidden: a hidden page is gone, and comes back anew. */
import type { HostChannel } from '../channel';
import type { DataTable } from '../table/dataTable';

/** Of use as long as the host's rows are of the same generation. */
export interface Place {
  generation: number;
  top: number;
  active: number | null;
}

const delayMs = 250;

export class PlaceKeeper {
  readonly #host: Pick<HostChannel<unknown, unknown, Place>, 'keep' | 'kept'>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Pick<HostChannel<unknown, unknown, Place>, 'keep' | 'kept'>) {
    this.#host = host;
  }

  /** To be called whenever it may have changed. The rows may be others by the time that it is kept. */
  note(table: DataTable | null, generation: () => number | undefined): void {
    if (this.#timer !== undefined || !table) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const now = generation();
      if (now === undefined) return;
      this.#host.keep({ generation: now, top: table.top, active: table.selection.active ?? null });
    }, delayMs);
  }

  /** Goes back to where an earlier page of this view was; while following, that is the end anyway. */
  goBack(table: DataTable | null, generation: number, follow: boolean): void {
    const place = this.#host.kept();
    if (!table || place?.generation !== generation) return;
    if (place.active !== null) table.selection.set(place.active);
    if (!follow) table.scrollToRow(place.top);
  }
}
