/**
 * Types that an object has from the kernel's headers and not from its author: those that CO-RE adapts, the contexts
 * of programs, and all that these lead to.
 */
import type { Btf } from '../btf/btf';
import { K } from '../btf/format';
import { resolve } from '../btf/measure';
import type { BpfObject } from './bpfObject';
import { functionType } from './programLines';

export function kernelTypes(object: BpfObject, btf: Btf): Set<number> {
  const kernel = new Set<number>();
  const waiting = [...rootsOf(object, btf)];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === 0 || kernel.has(id)) continue;
    kernel.add(id);
    for (const next of leadsTo(btf, id)) if (!kernel.has(next)) waiting.push(next);
  }
  return kernel;
}

function rootsOf(object: BpfObject, btf: Btf): Set<number> {
  const roots = new Set<number>();
  for (const section of new Set(object.programs.map((program) => program.section))) {
    // Constants of enums and ids of types have records, too, and say nothing about who wrote the type.
    for (const { type, kind } of object.ext?.coreOf(section) ?? [])
      if (kind <= lastFieldKind) roots.add(type);
  }
  const prototypes = new Set<number>();
  for (const program of object.programs) {
    const func = program.subprogram ? undefined : functionType(object, program);
    if (func !== undefined && btf.kindNumber(func) === K.func) prototypes.add(btf.sizeOrType(func));
  }
  for (const id of prototypes) {
    const prototype = btf.type(id);
    const context = prototype.kind === 'func_proto' ? prototype.parameters[0]?.type : undefined;
    const pointer = context === undefined ? 0 : resolve(btf, context);
    if (btf.kindNumber(pointer) === K.ptr) roots.add(resolve(btf, btf.sizeOrType(pointer)));
  }
  return roots;
}

/** BPF_CORE_FIELD_RSHIFT_U64 of enum bpf_core_relo_kind. */
const lastFieldKind = 5;

function leadsTo(btf: Btf, id: number): number[] {
  const type = btf.type(id);
  switch (type.kind) {
    case 'struct':
    case 'union':
      return type.members.map((member) => member.type);
    case 'array':
      return [type.element];
    case 'func_proto':
      return [type.returns, ...type.parameters.map((parameter) => parameter.type)];
    case 'ptr':
    case 'const':
    case 'volatile':
    case 'restrict':
    case 'typedef':
    case 'type_tag':
      return [type.type];
    default:
      return [];
  }
}
