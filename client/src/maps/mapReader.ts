/** Reads a map into its table, at once and then again and again, as often as the panel is set to. */
import type { MapTable } from '#bpf/records/mapTable';
import type { MapReadResult } from '#protocol/agentMaps';
import type { Agent } from '#targets/agent/agent';
import { Emitter } from '#targets/emitter';
import type { Disposable } from '#targets/scope';
import { readMap } from '#targets/live/readMap';

export interface LastReading {
  result: MapReadResult;
  at: Date;
  milliseconds: number;
}

export class MapReader implements Disposable {
  /** Entries came, or a reading ended. */
  readonly changed = new Emitter<'entries' | 'ended'>();
  #timer: NodeJS.Timeout | undefined;
  #reading: AbortController | undefined;
  #last: LastReading | undefined;
  #failure: string | undefined;
  #over = false;
  #visible = true;

  /** @param interval milliseconds between two readings; 0 reads only when asked */
  constructor(
    private readonly agent: Agent,
    private readonly map: number,
    private readonly table: MapTable,
    private interval: number,
  ) {}

  get last(): LastReading | undefined {
    return this.#last;
  }

  get reading(): boolean {
    return this.#reading !== undefined;
  }

  /** Why nothing can be read any more. */
  get failure(): string | undefined {
    return this.#failure;
  }

  setInterval(milliseconds: number): void {
    this.interval = milliseconds;
    clearTimeout(this.#timer);
    if (milliseconds > 0) this.#plan();
  }

  /** What nobody sees is not read. */
  shown(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    clearTimeout(this.#timer);
    if (visible && this.interval > 0) this.read();
  }

  /** Reads now, unless it is doing so already. */
  read(): void {
    if (this.#over || this.#reading) return;
    clearTimeout(this.#timer);
    void this.#read();
  }

  /** Ends the reading that is under way; what came so far stays. */
  stop(): void {
    this.#reading?.abort();
  }

  dispose(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.stop();
  }

  async #read(): Promise<void> {
    const stop = new AbortController();
    this.#reading = stop;
    const at = new Date();
    const since = performance.now();
    const { table } = this;
    // Rates want a clock that does not jump.
    table.beginReading(performance.timeOrigin + since);
    try {
      const result = await readMap(this.agent, {
        map: this.map,
        signal: stop.signal,
        // One more than there is room for tells that there are more.
        most: table.entries.most + 1,
        onEntries: ({ keys, values, count }) => {
          table.add(keys, values, count);
          this.changed.emit('entries');
        },
      });
      table.endReading(result.status === 'done' ? 'whole' : 'part');
      this.#last = { result, at, milliseconds: performance.now() - since };
      // A map that is gone does not come back: another would have another id.
      if (result.status === 'gone' || result.status === 'unreadable') this.#over = true;
    } catch (error) {
      table.endReading('part');
      this.#over = true;
      this.#failure = error instanceof Error ? error.message : String(error);
    }
    this.#reading = undefined;
    this.changed.emit('ended');
    this.#plan();
  }

  #plan(): void {
    if (this.#over || this.interval === 0 || !this.#visible || this.#reading) return;
    // From the end of one to the beginning of the next: a large map on a slow line must not be read without a pause.
    const rest = Math.max(this.interval - (this.#last?.milliseconds ?? 0), this.interval / 4);
    this.#timer = setTimeout(() => this.read(), rest);
  }
}
