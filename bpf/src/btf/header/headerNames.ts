/**
 * Names for the header. C has one set of names for struct, union and enum tags, and another for typedefs and
 * enumerators; BTF may have the same name several times in either. The second gets `___2` and so on: CO-RE
 * ignores all from `___` on, so such a type still matches the kernel's. Same scheme as libbpf's btf_dump.
 */
import type { Btf } from '../btf';
import { K } from '../format';

export class HeaderNames {
  private readonly tags = new Map<string, number>();
  /** clang has a `__builtin_va_list` of its own; the kernel's is another one, of another size. */
  private readonly identifiers = new Map<string, number>([['__builtin_va_list', 1]]);
  private readonly given = new Map<number, string>();

  constructor(private readonly btf: Btf) {}

  /** Of a named struct, union, enum or forward declaration, without the keyword. */
  tag(id: number): string {
    return this.remember(id, () => {
      const name = cName(this.btf.name(id));
      // Forward declarations share their name with what they declare.
      const kind = this.btf.kindNumber(id);
      return kind === K.fwd || isEnumForward(this.btf, id) ? name : unique(this.tags, name);
    });
  }

  typedef(id: number): string {
    return this.remember(id, () => unique(this.identifiers, cName(this.btf.name(id))));
  }

  /** To be asked for once per enumerator, since each answer takes the name. */
  enumerator(name: string): string {
    return unique(this.identifiers, cName(name));
  }

  private remember(id: number, make: () => string): string {
    let name = this.given.get(id);
    if (name === undefined) this.given.set(id, (name = make()));
    return name;
  }
}

/** `enum x;` is an enum without enumerators in BTF. */
export function isEnumForward(btf: Btf, id: number): boolean {
  const kind = btf.kindNumber(id);
  return (kind === K.enum || kind === K.enum64) && btf.entries(id) === 0;
}

/** The name itself where C can read it; other languages' names with `_` for what C has not. */
export function cName(name: string): string {
  if (/^[A-Za-z_$][\w$]*$/.test(name)) return name;
  return name.replace(/[^\w$]/g, '_').replace(/^(?=\d)/, '_');
}

function unique(taken: Map<string, number>, name: string): string {
  const count = (taken.get(name) ?? 0) + 1;
  taken.set(name, count);
  return count === 1 ? name : `${name}___${count}`;
}
