/** Finds types by name without keeping their names: a hash table of ids in typed arrays, 1.5 MB for a kernel. */
import type { Btf } from './btf';
import { hashOf } from './stringTable';

export interface NameIndex {
  /** Ids of this BTF's own types with that name, in rising order. */
  idsOf(name: string): number[];
}

export function buildNameIndex(btf: Btf): NameIndex {
  const { firstId, end } = btf;
  let size = 1024;
  while (size < end - firstId) size *= 2;
  // Chains of `id - firstId + 1`; 0 ends one.
  const heads = new Int32Array(size);
  const next = new Int32Array(end - firstId);
  for (let id = end - 1; id >= firstId; id--) {
    const hash = btf.nameHash(id);
    if (hash === 0) continue;
    const slot = (hash >>> 1) & (size - 1);
    next[id - firstId] = heads[slot] ?? 0;
    heads[slot] = id - firstId + 1;
  }
  return {
    idsOf(name) {
      const found: number[] = [];
      for (let at = heads[(hashOf(name) >>> 1) & (size - 1)] ?? 0; at > 0; at = next[at - 1] ?? 0) {
        const id = firstId + at - 1;
        if (btf.name(id) === name) found.push(id);
      }
      return found;
    },
  };
}
