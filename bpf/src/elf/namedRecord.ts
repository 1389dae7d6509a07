/** Structs and unions as a person knows them. */
import type { Btf } from '../btf/btf';
import { K } from '../btf/format';
import { resolve } from '../btf/measure';

/** The struct or union behind the type, or the typedef that gives it its only name; undefined for all others. */
export function namedRecord(btf: Btf, id: number): number | undefined {
  const struct = resolve(btf, id);
  const kind = btf.kindNumber(struct);
  if (kind !== K.struct && kind !== K.union) return undefined;
  if (btf.name(struct) !== '') return struct;
  // It ends where `resolve` did.
  for (let at = id; at !== struct; at = btf.sizeOrType(at)) {
    if (btf.kindNumber(at) === K.typedef) return at;
  }
  return undefined;
}

/** Likewise, of what a pointer leads to. */
export function namedRecordBehind(btf: Btf, id: number): number | undefined {
  const pointer = resolve(btf, id);
  return btf.kindNumber(pointer) === K.ptr ? namedRecord(btf, btf.sizeOrType(pointer)) : undefined;
}
