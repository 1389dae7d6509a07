/** Follows BTF types to what they stand for, and how large that is. */
import type { Btf } from './btf';
import { K } from './format';

/** libbpf's own limit. No real chain is half as long; a hostile one may be a circle. */
const longestChain = 32;

/** The type behind typedefs, qualifiers and tags; `void` (0) when the chain does not end. */
export function resolve(btf: Btf, id: number): number {
  let at = id;
  for (let steps = 0; steps < longestChain; steps++) {
    switch (btf.kindNumber(at)) {
      case K.typedef:
      case K.volatile:
      case K.const:
      case K.restrict:
      case K.typeTag:
        at = btf.sizeOrType(at);
        break;
      default:
        return at;
    }
  }
  return 0;
}

/** In bytes; undefined for what has no size (`void`, functions, forward declarations). */
export function sizeOf(btf: Btf, id: number): number | undefined {
  let count = 1;
  let at = resolve(btf, id);
  for (let steps = 0; steps < longestChain; steps++) {
    switch (btf.kindNumber(at)) {
      case K.array: {
        const array = btf.type(at);
        if (array.kind !== 'array') return undefined;
        count *= array.count;
        at = resolve(btf, array.element);
        break;
      }
      case K.ptr:
        return count * btf.pointerSize;
      case K.int:
      case K.float:
      case K.struct:
      case K.union:
      case K.enum:
      case K.enum64:
      case K.datasec:
        return count * btf.sizeOrType(at);
      case K.var:
        at = resolve(btf, btf.sizeOrType(at));
        break;
      default:
        return undefined;
    }
  }
  return undefined;
}
