/**
 * The entries of one map as bytes, in the order they were first seen in. A reading goes over all of them again; what
 * changed keeps its value of the reading before, so that cells can tell, when they are looked at, whether they are
 * others now and how fast they count. Entries that a whole reading did not meet are gone: they stay until the next.
 */
import type { SlotState } from './entrySlots';
import { added, EntrySlots, free, gone, plain, sameBefore, unknownBefore } from './entrySlots';
import { copyBytes, sameBytes } from './flatBytes';
import { FlatPages } from './flatPages';
import { KeyIndex } from './keyIndex';
import type { MapLayout } from './mapLayout';
import { entriesWithin, wholeValueSize } from './mapLayout';
import { ValuesBefore } from './valuesBefore';

export interface EntryLimits {
  entries: number;
  bytes: number;
}

/** Fewer bytes than entries are said to be there; those that are there are taken. */
export interface ChunkProblem {
  kind: 'short';
  said: number;
  found: number;
}

export class EntryStore {
  readonly layout: MapLayout;
  readonly keys: FlatPages;
  readonly values: FlatPages;
  readonly slots = new EntrySlots();
  readonly #index: KeyIndex;
  /** So many entries find room. */
  readonly most: number;
  readonly #before: ValuesBefore;
  #order = new Uint32Array(64);
  #count = 0;
  #reading = 0;
  #open = false;
  #began: [number, number, number] = [NaN, NaN, NaN];
  #guess = 0;
  #refused = 0;
  #changes = 0;
  #members = 0;
  #left = 0;

  constructor(layout: MapLayout, limits: EntryLimits) {
    this.layout = layout;
    this.most = Math.min(limits.entries, entriesWithin(layout, limits.bytes));
    const likely = layout.maxEntries > 0 ? Math.min(layout.maxEntries, this.most) : this.most;
    const valueSize = wholeValueSize(layout);
    this.keys = new FlatPages(layout.keySize, likely);
    this.values = new FlatPages(valueSize, likely);
    this.#before = new ValuesBefore(valueSize, likely);
    this.#index = new KeyIndex(this.keys);
  }

  /** Entries that are shown, those included that are gone. */
  get count(): number {
    return this.#count;
  }

  /** Entries of this reading, or the last, that found no room. */
  get refused(): number {
    return this.#refused;
  }

  /** A reading is under way. */
  get reading(): boolean {
    return this.#open;
  }

  /** Readings so far, the one that is under way included. */
  get readings(): number {
    return this.#reading;
  }

  /** Rises with every reading in which a value changed or an entry came or went. */
  get changes(): number {
    return this.#changes;
  }

  /** Rises with every entry that comes or goes. */
  get members(): number {
    return this.#members;
  }

  /** Entries that have left so far. */
  get left(): number {
    return this.#left;
  }

  get bytes(): number {
    const pages = this.keys.bytes + this.values.bytes + this.#before.bytes;
    return pages + this.#index.bytes + this.slots.bytes + this.#order.byteLength;
  }

  /** The slot of an entry by its place in the order. */
  slotAt(place: number): number {
    return this.#order[place] ?? 0;
  }

  /** All slots in the order of their entries; valid until the next change. */
  get order(): Uint32Array<ArrayBuffer> {
    return this.#order.subarray(0, this.#count);
  }

  find(key: Uint8Array): number | undefined {
    if (key.length !== this.layout.keySize) return undefined;
    const view = new DataView(key.buffer, key.byteOffset, key.byteLength);
    const slot = this.#index.find(view, 0, this.#index.hash(view, 0));
    return slot < 0 ? undefined : slot;
  }

  /** `at` in milliseconds of a clock that does not jump. A reading that was not ended is taken as one in part. */
  begin(at: number): void {
    if (this.#open) this.end('part');
    this.#reading++;
    this.#open = true;
    this.#guess = 0;
    this.#refused = 0;
    this.#before.begin();
    this.#began = [at, this.#began[0], this.#began[1]];
  }

  /** `count` keys and values without gaps. The value is the number of entries that were looked at. */
  add(keys: Uint8Array, values: Uint8Array, count: number): { value: number; problems: ChunkProblem[] } {
    const keySize = this.keys.size;
    const valueSize = this.values.size;
    const found = Math.min(fitting(keys, keySize), fitting(values, valueSize), Math.max(0, count) || 0);
    // An entry without bytes is the same as any other.
    const told = keySize + valueSize === 0 ? Math.min(found, 1) : Math.floor(found);
    const keyView = new DataView(keys.buffer, keys.byteOffset, keys.byteLength);
    const valueView = new DataView(values.buffer, values.byteOffset, values.byteLength);
    for (let entry = 0; entry < told; entry++) {
      this.#take(keyView, entry * keySize, valueView, entry * valueSize);
    }
    return { value: told, problems: told === count ? [] : [{ kind: 'short', said: count, found: told }] };
  }

  /** After a `whole` reading, entries that it did not meet are gone; those that were gone before leave. */
  end(reading: 'whole' | 'part'): void {
    if (!this.#open) return;
    this.#open = false;
    this.#before.end(this.#reading);
    if (reading === 'whole') this.#leave();
  }

  state(slot: number): SlotState {
    const state = (this.slots.state[slot] ?? free) as SlotState;
    return state === added && !this.#fresh(slot) ? plain : state;
  }

  /** Of another entry, or none, than it was when so many had come. */
  isOther(slot: number, births: number): boolean {
    return this.slots.state[slot] === free || (this.slots.born[slot] ?? 0) > births;
  }

  /**
   * The value of the reading before and the milliseconds since then; `same` when it is what it is now, undefined when
   * that is not known.
   */
  before(slot: number): { pages: FlatPages; item: number; since: number } | undefined {
    const item = this.slots.before[slot] ?? unknownBefore;
    const seen = this.slots.seen[slot] ?? 0;
    if (item === unknownBefore || this.slots.state[slot] === gone || !this.#fresh(slot)) return undefined;
    const [last, previous, oldest] = this.#began;
    const since = seen === this.#reading ? last - previous : previous - oldest;
    if (item === sameBefore) return { pages: this.values, item: slot, since };
    return { pages: this.#before.of(seen), item, since };
  }

  changed(slot: number): boolean {
    return (this.slots.before[slot] ?? -1) >= 0 && this.slots.state[slot] !== gone && this.#fresh(slot);
  }

  /** Met by the last reading; while one is under way, by it or the one before. */
  #fresh(slot: number): boolean {
    const seen = this.slots.seen[slot] ?? 0;
    return seen === this.#reading || (this.#open && seen === this.#reading - 1);
  }

  #take(keys: DataView, keyAt: number, values: DataView, valueAt: number): void {
    // Entries mostly come as they came the last time, so the next one is where the next one was.
    const guess = this.#guess;
    if (
      guess < this.slots.top &&
      this.slots.state[guess] !== free &&
      sameBytes(keys, keyAt, this.keys.view(guess), this.keys.at(guess), this.keys.size)
    ) {
      this.#guess++;
      this.#meet(guess, values, valueAt);
      return;
    }
    const hash = this.#index.hash(keys, keyAt);
    const slot = this.#index.find(keys, keyAt, hash);
    if (slot >= 0) {
      this.#guess = slot + 1;
      this.#meet(slot, values, valueAt);
    } else if (this.#count >= this.most) this.#refused++;
    else this.#insert(keys, keyAt, values, valueAt, hash);
  }

  #insert(keys: DataView, keyAt: number, values: DataView, valueAt: number, hash: number): void {
    const slot = this.slots.take();
    this.#guess = slot + 1;
    this.keys.put(slot, keys, keyAt);
    this.values.put(slot, values, valueAt);
    this.#index.add(slot, hash);
    // In the first reading all are new, which says nothing.
    this.slots.state[slot] = this.#reading > 1 ? added : plain;
    this.slots.seen[slot] = this.#reading;
    this.slots.before[slot] = unknownBefore;
    this.slots.touched[slot] = 1;
    if (this.#count === this.#order.length) {
      const larger = new Uint32Array(this.#order.length * 2);
      larger.set(this.#order);
      this.#order = larger;
    }
    this.#order[this.#count++] = slot;
    this.#members++;
    this.#changes++;
  }

  /** An entry that is there already: again in this reading, as racing deletes bring about, or for the first time. */
  #meet(slot: number, values: DataView, valueAt: number): void {
    const { slots, values: kept } = this;
    const seen = slots.seen[slot] ?? 0;
    if (seen !== this.#reading) {
      const back = slots.state[slot] === gone;
      if (back) this.#members++;
      slots.state[slot] = back ? added : plain;
      slots.before[slot] = back || seen !== this.#reading - 1 ? unknownBefore : sameBefore;
      slots.seen[slot] = this.#reading;
    }
    const view = kept.view(slot);
    const at = kept.at(slot);
    if (sameBytes(values, valueAt, view, at, kept.size)) return;
    if (slots.before[slot] === sameBefore) slots.before[slot] = this.#before.keep(this.#reading, view, at);
    copyBytes(values, valueAt, view, at, kept.size);
    slots.touched[slot] = 1;
    this.#changes++;
  }

  #leave(): void {
    const { slots } = this;
    const order = this.#order;
    let kept = 0;
    for (let place = 0; place < this.#count; place++) {
      const slot = order[place] ?? 0;
      if (slots.seen[slot] !== this.#reading) {
        this.#members++;
        this.#changes++;
        if (slots.state[slot] === gone) {
          this.#index.remove(slot);
          slots.release(slot);
          this.#left++;
          continue;
        }
        slots.state[slot] = gone;
      }
      order[kept++] = slot;
    }
    this.#count = kept;
  }
}

/** How many items of a size are in these bytes. */
function fitting(bytes: Uint8Array, size: number): number {
  return size === 0 ? Infinity : Math.floor(bytes.length / size);
}
