/** C declarators of BTF types, written from the name outwards: `void (*(*table)[4])(int)`. */
import type { Btf } from '../btf';
import { K } from '../format';
import { resolve } from '../measure';

/** What a declarator is made of, as its reader wants it named. */
export interface DeclaratorParts {
  typedef(id: number): string;
  /** The part left of the declarator: a scalar, a tagged type, or an anonymous body. */
  base(id: number, kind: number): string;
  /** Of a function's prototype, without the parentheses. */
  parameters(id: number): string;
}

/** Declares `name` with type `id`; just the type for an empty name. */
export function declarator(btf: Btf, id: number, name: string, parts: DeclaratorParts): string {
  let inner = name;
  let qualifiers = '';
  /** The last thing written was `*`, which binds weaker than `[]` and `()`. */
  let pointer = false;
  let at = id;
  for (let steps = 0; steps < longest; steps++) {
    const kind = btf.kindNumber(at);
    const next = btf.sizeOrType(at);
    switch (kind) {
      case K.const:
        if (!qualifiers.includes('const ')) qualifiers += 'const ';
        at = next;
        continue;
      case K.volatile:
        if (!qualifiers.includes('volatile ')) qualifiers += 'volatile ';
        at = next;
        continue;
      case K.restrict:
        // Only a pointer may be `restrict`, and a typedef's name may hide one.
        if (btf.kindNumber(resolve(btf, next)) === K.ptr) qualifiers += 'restrict ';
        at = next;
        continue;
      case K.typeTag:
        // Left out: no program's access depends on it, the kernel's own BTF decides, and clang 14 has not all forms.
        at = next;
        continue;
      case K.ptr:
        inner = `*${qualifiers}${inner}`;
        qualifiers = '';
        pointer = true;
        at = next;
        continue;
      case K.array: {
        const array = btf.type(at);
        if (array.kind !== 'array') return '';
        inner = `${pointer ? `(${inner})` : inner}[${array.count}]`;
        pointer = false;
        at = array.element;
        continue;
      }
      case K.funcProto: {
        const proto = btf.type(at);
        if (proto.kind !== 'func_proto') return '';
        inner = `${pointer ? `(${inner})` : inner}(${parts.parameters(at)})`;
        qualifiers = '';
        pointer = false;
        at = proto.returns;
        continue;
      }
      case K.typedef:
        if (btf.name(at) === '') {
          at = next;
          continue;
        }
        return joined(qualifiers + parts.typedef(at), inner);
      default:
        return joined(qualifiers + parts.base(at, kind), inner);
    }
  }
  return joined('void', inner);
}

/** Deeper than any real declarator. */
const longest = 32;

function joined(base: string, inner: string): string {
  return inner === '' ? base : `${base} ${inner}`;
}
