/**
 * Maps, by their kernel id: looking at them and changing them. A look never keeps a map alive: the agent holds a
 * map's descriptor while it reads and lets go of it after. Bytes are in base64, in the target's byte order.
 */

export interface MapRequests {
  /** Null when there is no such map (any more). */
  'map/info': { params: { map: number }; result: MapInfo | null };
  /**
   * Reads all entries. They come in `map/chunk`, and the answer after the last of them. At most four chunks are
   * unacknowledged at a time.
   */
  'map/read': { params: MapReadParams; result: MapReadResult };
  /** Ends a reading before its end; its `map/read` is then answered with `stopped`. */
  'map/stopReading': { params: { reading: number }; result: null };
  'map/lookup': { params: MapKey; result: MapValue };
  'map/update': { params: MapUpdateParams; result: MapChange };
  /** Without a key: takes the next value from a queue or stack. */
  'map/delete': { params: MapDeleteParams; result: MapChange };
  /** Writes some bytes of one value and leaves the others as they are, at once where the map can be mapped to memory. */
  'map/patch': { params: MapPatchParams; result: MapChange };
  /** Null when there is no such BTF (any more). */
  'btf/get': { params: { id: number }; result: BtfBlob | null };
  /** Names of kernel addresses; `addresses` as `0x…`. */
  'symbols/kernel': { params: { addresses: string[] }; result: KernelSymbol[] };
}

export interface MapNotifications {
  'map/chunk': MapChunk;
}

export interface MapAcknowledgements {
  /** The consumer is done with every chunk of the reading up to and including `batch`. */
  'map/ack': { reading: number; batch: number };
}

export interface MapInfo {
  id: number;
  name: string;
  /** The kernel's name of the type, e.g. `lru_percpu_hash`. */
  type: string;
  keySize: number;
  /** Of one slot, as declared. */
  valueSize: number;
  maxEntries: number;
  /** `BPF_F_…` of the creation. */
  flags: number;
  /** Slots of each value: the number of possible CPUs for per-CPU maps, else 1. A slot of these is padded to 8 bytes. */
  slots: number;
  frozen: boolean;
  /** Bytes, as the kernel accounts them; 0 when it does not tell. */
  memory: number;
  /** Id of the BTF that `keyType` and `valueType` belong to; 0 without. */
  btf: number;
  keyType: number;
  valueType: number;
  /** Id in the kernel's own BTF of a struct_ops map's value; 0 for other maps. */
  kernelValueType: number;
  /** Processes that hold it, this agent not among them. */
  owners: Owner[];
  /** Where it is pinned. */
  pins: string[];
  /** Held by this session. */
  ours: boolean;
  /** One of the maps in an array or hash of maps: they are all alike. Absent while there is none. */
  innerMap?: number;
}

export interface Owner {
  pid: number;
  command: string;
  uid: number;
}

export interface MapReadParams {
  map: number;
  /** The caller's number for this reading; one that is not in use. */
  reading: number;
  /** Entries of a chunk, at most; the agent's own choice without. */
  chunk?: number;
  /** Stop after so many entries. */
  most?: number;
}

/**
 * - `done`: all entries that were there from the beginning to the end of the reading were sent; others may have been.
 * - `most`: the limit was reached, and there is more.
 * - `unreadable`: a map of this type has no entries that can be listed (`detail` says why).
 * - `gone`: there is no such map (any more).
 */
export interface MapReadResult {
  status: 'done' | 'most' | 'stopped' | 'unreadable' | 'gone' | 'failed';
  entries: number;
  /** `array` needs no keys from the kernel, `peek` shows the one next value of a queue or stack. */
  method?: 'batch' | 'each' | 'array' | 'peek';
  detail?: string;
  errno?: string;
}

/** `keys` and `values` hold `count` of each, one after the other without gaps: keySize, and slots × the slot's size. */
export interface MapChunk {
  reading: number;
  /** Rises by one a chunk, from 1. */
  batch: number;
  count: number;
  keys: string;
  values: string;
}

export interface MapKey {
  map: number;
  key: string;
}

export interface MapValue {
  found: boolean;
  value?: string;
}

export interface MapUpdateParams {
  map: number;
  /** Absent for queues, stacks and bloom filters: the value is pushed. */
  key?: string;
  /** All slots of a per-CPU map's value. For maps of maps and program arrays the id of the map or program. */
  value: string;
  mode: 'any' | 'new' | 'existing';
}

export interface MapDeleteParams {
  map: number;
  key?: string;
}

export interface MapPatchParams {
  map: number;
  key: string;
  /** In bytes from the start of the value. */
  offset: number;
  bytes: string;
}

/** `value` is what was taken from a queue or stack. */
export interface MapChange {
  done: boolean;
  value?: string;
  errno?: string;
  /** Why it was refused, in words. */
  detail?: string;
}

export interface BtfBlob {
  name: string;
  /** The kernel's own BTF is not sent again: it is on this side already. */
  kernel: boolean;
  /** Goes on where the kernel's BTF ends. */
  split: boolean;
  bytes: string;
}

export interface KernelSymbol {
  /** As asked. */
  address: string;
  /** Empty when unknown. */
  name: string;
  offset: number;
  module?: string;
}
