/** C declarations of BTF types, written from the name outwards: `void (*(*table)[4])(int)`. */
import type { Btf } from '../btf';
import { K } from '../format';
import { resolve } from '../measure';
import type { BtfStruct } from '../type';
import { cFloat, cInt } from './cInt';
import { enumBody, enumUnderlying } from './enumBody';
import { cName, type HeaderNames } from './headerNames';
import type { CLayout } from './cLayout';
import { structBody } from './structBody';

/** What the parts of one header share while it is written. */
export interface HeaderContext {
  btf: Btf;
  names: HeaderNames;
  layout: CLayout;
  /** A struct's record, kept: ordering, layout and printing each look at it. */
  struct: (id: number) => BtfStruct | undefined;
  /** Anonymous enums already written: their enumerators must not be declared twice. */
  enumsWritten: Set<number>;
  /** Members that may still be written. Broken BTF can nest anonymous structs so that they double at each level. */
  budget: number;
  /** Padding members so far; their names must differ even between nested anonymous structs. */
  paddings: number;
  /** Nesting of anonymous bodies and parameter lists. */
  depth: number;
}

/** Declares `name` with type `id`; just the type for an empty name. Bodies of anonymous types are indented by `indent`. */
export function declare(context: HeaderContext, id: number, name: string, indent: string): string {
  const { btf } = context;
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
        inner = `${pointer ? `(${inner})` : inner}(${parameters(context, at)})`;
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
        return joined(qualifiers + context.names.typedef(at), inner);
      default:
        return joined(qualifiers + baseName(context, at, kind, indent), inner);
    }
  }
  return joined('void', inner);
}

/** Deeper than any real declarator. */
const longest = 32;
export const deepestNesting = 32;

function joined(base: string, inner: string): string {
  return inner === '' ? base : `${base} ${inner}`;
}

function parameters(context: HeaderContext, id: number): string {
  const proto = context.btf.type(id);
  if (proto.kind !== 'func_proto' || context.depth > deepestNesting || context.budget < 0) return '';
  context.depth++;
  const list = proto.parameters.map((parameter) => {
    context.budget--;
    // Names are left out: a parameter may be named like a typedef that a later parameter uses.
    return declare(context, parameter.type, '', '');
  });
  context.depth--;
  if (proto.variadic && list.length > 0) list.push('...');
  // `(...)` alone is no C before C23; `()` takes anything as well.
  return list.length === 0 && !proto.variadic ? 'void' : list.join(', ');
}

/** The part left of the declarator: a scalar, a tagged type, or an anonymous body. */
function baseName(context: HeaderContext, id: number, kind: number, indent: string): string {
  const { btf, names } = context;
  switch (kind) {
    case K.struct:
      return btf.name(id) === '' ? structBody(context, id, 'struct', indent) : `struct ${names.tag(id)}`;
    case K.union:
      return btf.name(id) === '' ? structBody(context, id, 'union', indent) : `union ${names.tag(id)}`;
    case K.fwd: {
      const type = btf.type(id);
      return `${type.kind === 'fwd' ? type.of : 'struct'} ${names.tag(id)}`;
    }
    case K.enum:
    case K.enum64:
      if (btf.name(id) !== '') return `enum ${names.tag(id)}`;
      if (context.enumsWritten.has(id)) return enumUnderlying(btf, id);
      context.enumsWritten.add(id);
      return enumBody(context, id, '', indent);
    case K.int: {
      const type = btf.type(id);
      return type.kind === 'int' ? (btf.pointerSize === 8 ? cInt(type).text : cName32(type.name)) : 'void';
    }
    case K.float: {
      const size = btf.sizeOrType(id);
      return cFloat(size)?.text ?? `struct { unsigned char bytes[${size}]; }`;
    }
    default:
      return 'void';
  }
}

/** 32-bit machines' `long` stays `long`, for CO-RE to mend; names are several words. */
function cName32(name: string): string {
  return name.split(' ').map(cName).join(' ');
}
