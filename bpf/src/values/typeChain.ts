/** The typedefs that a type is known by, e.g. `__be32` and `__u32`. */
import type { Btf } from '../btf/btf';
import { K } from '../btf/format';

/** From the declaration inwards; a chain that does not end is cut. */
export function namesOfChain(btf: Btf, id: number): string[] {
  const names: string[] = [];
  let at = id;
  for (let steps = 0; steps < longest; steps++) {
    const kind = btf.kindNumber(at);
    if (kind === K.typedef) names.push(btf.name(at));
    else if (kind !== K.const && kind !== K.volatile && kind !== K.restrict && kind !== K.typeTag) break;
    at = btf.sizeOrType(at);
  }
  return names;
}

const longest = 32;
