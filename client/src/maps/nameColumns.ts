/** Columns whose bytes are names of something else: programs, maps, places in the kernel. Pure. */
import type { ValueColumn } from '#bpf/values/valueColumn';

export interface Names {
  /** Undefined while it is not known. */
  program(id: number): string | undefined;
  map(id: number): string | undefined;
  /** `vfs_read+0x12`; asking for one that is not known sees to it that it becomes known. */
  symbol(address: bigint): string | undefined;
}

/** `on_packet (#42)` */
export function idColumn(id: 'program' | 'map', nameOf: (id: number) => string | undefined): ValueColumn {
  const number = (view: DataView, at: number): number | undefined =>
    at + 4 <= view.byteLength ? view.getUint32(at, true) : undefined;
  return {
    id,
    type: 'u32',
    offset: 0,
    size: 4,
    numeric: false,
    format: 'number',
    number,
    text: (view, at) => {
      const value = number(view, at);
      if (value === undefined) return '';
      const name = nameOf(value);
      return name === undefined || name === '' ? `#${value}` : `${name} (#${value})`;
    },
  };
}

/** A stack, the innermost function first: `vfs_read+0x12 ← ksys_read+0x5f`. */
export function framesColumn(size: number, symbolOf: (address: bigint) => string | undefined): ValueColumn {
  return {
    id: 'stack',
    type: 'u64[]',
    offset: 0,
    size,
    numeric: false,
    format: 'text',
    number: () => undefined,
    text: (view, at) => {
      const frames: string[] = [];
      const end = Math.min(at + size, view.byteLength);
      for (let place = at; place + 8 <= end; place += 8) {
        const address = view.getBigUint64(place, true);
        if (address === 0n) break;
        frames.push(symbolOf(address) ?? `0x${address.toString(16)}`);
      }
      return frames.join(' ← ');
    },
  };
}
