/** How the bytes of a map's entries lie in what the agent sends. */

export interface MapLayout {
  keySize: number;
  /** Of one slot, as declared. */
  valueSize: number;
  /** From one slot to the next; more than `valueSize` where slots are padded. */
  slotSize: number;
  slots: number;
  /** As far as the map tells; 0 when it does not. */
  maxEntries: number;
}

/** The kernel pads each CPU's value to 8 bytes (kernel/bpf/syscall.c, `bpf_map_value_size`), on one CPU as well. */
export function mapLayout(info: {
  type: string;
  keySize: number;
  valueSize: number;
  slots: number;
  maxEntries: number;
}): MapLayout {
  const { keySize, valueSize, maxEntries } = info;
  const slots = Math.max(1, info.slots);
  const padded = slots > 1 || info.type.includes('percpu');
  return {
    keySize,
    valueSize,
    slotSize: padded ? Math.ceil(valueSize / 8) * 8 : valueSize,
    slots,
    maxEntries,
  };
}

/** Of a value with all its slots. */
export function wholeValueSize({ slotSize, slots }: MapLayout): number {
  return slotSize * slots;
}

/** An entry's place in the order, its state and its index, in typed arrays. */
const indexBytes = 36;

/** How many entries fit in so much memory, the values of the reading before included where they all change. */
export function entriesWithin(layout: MapLayout, bytes: number): number {
  return Math.floor(bytes / (layout.keySize + 2 * wholeValueSize(layout) + indexBytes));
}
