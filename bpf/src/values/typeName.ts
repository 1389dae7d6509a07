/**
 * C's name of a BTF type, for people: `unsigned int`, `const char[16]`, `struct event *`. Anonymous types show no body,
 * and two types of one name show the same; what must compile is printed by `btf/printHeader`.
 */
import type { Btf } from '../btf/btf';
import { K } from '../btf/format';
import { declarator } from '../btf/header/declarator';

export function typeName(btf: Btf, id: number): string {
  return named(btf, id, { left: mostParameters });
}

/** Broken BTF can nest prototypes in parameters so that they double at each level. */
const mostParameters = 32;

function named(btf: Btf, id: number, budget: { left: number }): string {
  const text = declarator(btf, id, '', {
    typedef: (at) => btf.name(at),
    base: (at, kind) => baseName(btf, at, kind, budget),
    parameters: (at) => parameters(btf, at, budget),
  });
  return text.replace(/ (?=\[)/, '');
}

function baseName(btf: Btf, id: number, kind: number, budget: { left: number }): string {
  const name = btf.name(id);
  switch (kind) {
    case K.struct:
      return `struct ${name || '{…}'}`;
    case K.union:
      return `union ${name || '{…}'}`;
    case K.enum:
    case K.enum64:
      return `enum ${name || '{…}'}`;
    case K.fwd: {
      const type = btf.type(id);
      return `${type.kind === 'fwd' ? type.of : 'struct'} ${name}`;
    }
    case K.var:
      return budget.left-- > 0 ? named(btf, btf.sizeOrType(id), budget) : 'void';
    case K.int:
    case K.float:
    case K.func:
    case K.datasec:
      return name || 'void';
    default:
      return 'void';
  }
}

function parameters(btf: Btf, id: number, budget: { left: number }): string {
  const proto = btf.type(id);
  if (proto.kind !== 'func_proto') return '';
  const list: string[] = [];
  for (const parameter of proto.parameters) {
    if (budget.left-- <= 0) return [...list, '…'].join(', ');
    list.push(named(btf, parameter.type, budget));
  }
  if (proto.variadic) list.push('...');
  return list.length === 0 ? 'void' : list.join(', ');
}
