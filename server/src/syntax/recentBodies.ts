/** The bodies that were looked at lately, so many as are worth their memory; older ones are read anew when wanted. */
import type { Block } from './ast';

/** In characters of source. A tree takes some fifty bytes for each. */
const most = 80_000;

export class RecentBodies {
  readonly #bodies = new Map<object, { body: Block; size: number }>();
  #size = 0;

  get(owner: object): Block | undefined {
    const known = this.#bodies.get(owner);
    if (!known) return undefined;
    this.#bodies.delete(owner);
    this.#bodies.set(owner, known);
    return known.body;
  }

  keep(owner: object, body: Block): void {
    const size = body.end - body.start;
    this.#bodies.set(owner, { body, size });
    this.#size += size;
    for (const [oldest, { size: its }] of this.#bodies) {
      if (this.#size <= most || oldest === owner) break;
      this.#bodies.delete(oldest);
      this.#size -= its;
    }
  }
}
