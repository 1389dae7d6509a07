/** C declarations of BTF types as `vmlinux.h` needs them: with unique names, and the bodies of anonymous types. */
import type { Btf } from '../btf';
import { K } from '../format';
import type { BtfStruct } from '../type';
import { cFloat, cInt } from './cInt';
import { declarator } from './declarator';
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
  return declarator(context.btf, id, name, {
    typedef: (at) => context.names.typedef(at),
    base: (at, kind) => baseName(context, at, kind, indent),
    parameters: (at) => parameters(context, at),
  });
}

export const deepestNesting = 32;

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
