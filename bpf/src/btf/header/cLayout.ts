/**
 * What C's own rules would do with a struct's members, and what must be added so that each comes to lie where BTF
 * says: padding, or `__attribute__((packed))`. BTF keeps neither. Follows clang's layout of the BPF target:
 * natural alignment, bit-fields that never cross a unit of their type, unnamed bit-fields without any alignment.
 */
import type { Btf } from '../btf';
import { K } from '../format';
import { resolve } from '../measure';
import type { BtfMember, BtfStruct } from '../type';
import { cFloat, cInt } from './cInt';

export interface StructPlan {
  /** Alignment of the struct as printed, in bytes. */
  align: number;
  packed: boolean;
  /** Where padding is to go: bits `from`–`to`, before member `before` (the number of members for the end). */
  pads: { before: number; from: number; to: number }[];
  /** No C struct has this layout (or the BTF is broken): print bytes. */
  opaque: boolean;
}

interface Shape {
  size: number;
  align: number;
}

export class CLayout {
  private readonly plans = new Map<number, StructPlan>();
  private depth = 0;

  constructor(
    private readonly btf: Btf,
    private readonly struct: (id: number) => BtfStruct | undefined,
    /** False for 32-bit machines: BPF's own `long` and pointers have 8 bytes, so offsets are left to CO-RE. */
    private readonly exact: boolean,
  ) {}

  /** `id` is a struct's or union's, `type` its record. */
  plan(id: number, type: BtfStruct): StructPlan {
    const known = this.plans.get(id);
    if (known) return known;
    // Stands as long as the members are looked at: a struct that contains itself must be bytes.
    this.plans.set(id, opaque);
    let plan = opaque;
    if (!this.exact) {
      plan = { align: 1, packed: false, pads: [], opaque: false };
    } else if (this.depth < deepest) {
      this.depth++;
      const shapes = type.members.map((member) => this.shape(member.type));
      const place = type.kind === 'struct' ? placeStruct : placeUnion;
      plan = place(type, shapes, false) ?? place(type, shapes, true) ?? opaque;
      this.depth--;
    }
    this.plans.set(id, plan);
    return plan;
  }

  /** Size and alignment of a type as printed; undefined for what cannot be a member. */
  private shape(id: number): Shape | undefined {
    let count = 1;
    let at = resolve(this.btf, id);
    for (let steps = 0; steps < deepest; steps++) {
      const kind = this.btf.kindNumber(at);
      if (kind === K.ptr) return { size: count * 8, align: 8 };
      if (kind === K.struct || kind === K.union) {
        const struct = this.struct(at);
        return struct && { size: count * struct.size, align: this.plan(at, struct).align };
      }
      const type = this.btf.type(at);
      switch (type.kind) {
        case 'array':
          count *= type.count;
          at = resolve(this.btf, type.element);
          continue;
        case 'int': {
          const { size } = cInt(type);
          return { size: count * size, align: size };
        }
        case 'float':
          return { size: count * type.size, align: cFloat(type.size)?.size ?? 1 };
        case 'enum':
        case 'enum64':
          return type.values.length > 0
            ? { size: count * enumSize(type.size), align: enumSize(type.size) }
            : undefined;
        default:
          return undefined;
      }
    }
    return undefined;
  }
}

/** Enums of sizes that C cannot make are printed as `int`. */
export function enumSize(size: number): number {
  return size === 1 || size === 2 || size === 8 ? size : 4;
}

/** Nameless bit-fields and scalars are padding, and printed as such. */
export function isPadding(btf: Btf, member: BtfMember): boolean {
  if (member.name !== '') return false;
  const kind = btf.kindNumber(resolve(btf, member.type));
  return member.bitSize > 0 || (kind !== K.struct && kind !== K.union);
}

/** Levels of structs in structs, and of arrays in arrays, that are followed; kernels have 6. */
const deepest = 32;
const opaque: StructPlan = { align: 1, packed: false, pads: [], opaque: true };

function placeStruct(
  type: BtfStruct,
  shapes: readonly (Shape | undefined)[],
  packed: boolean,
): StructPlan | undefined {
  const pads: StructPlan['pads'] = [];
  let align = 1;
  let at = 0;
  for (const [index, member] of type.members.entries()) {
    const shape = shapes[index];
    if (!shape) return undefined;
    if (member.name === '' && member.bitSize > 0) continue;
    const own = packed ? 1 : shape.align;
    const unit = shape.size * 8;
    const start = member.bitOffset;
    if (member.bitSize > 0) {
      if (member.bitSize > unit) return undefined;
      const place = (from: number): number =>
        !packed && Math.floor(from / unit) !== Math.floor((from + member.bitSize - 1) / unit)
          ? roundUp(from, unit)
          : from;
      if (start < at || place(start) !== start) return undefined;
      if (place(at) !== start) pads.push({ before: index, from: at, to: start });
      at = start + member.bitSize;
    } else {
      const natural = roundUp(at, own * 8);
      if (start < natural || start % (own * 8) !== 0) return undefined;
      if (start > natural) pads.push({ before: index, from: at, to: start });
      at = start + unit;
    }
    align = Math.max(align, own);
  }
  const end = type.size * 8;
  const natural = roundUp(at, align * 8);
  if (end < natural || end % (align * 8) !== 0) return undefined;
  if (end > natural) pads.push({ before: type.members.length, from: at, to: end });
  return { align, packed, pads, opaque: false };
}

function placeUnion(
  type: BtfStruct,
  shapes: readonly (Shape | undefined)[],
  packed: boolean,
): StructPlan | undefined {
  let align = 1;
  let largest = 0;
  for (const [index, member] of type.members.entries()) {
    const shape = shapes[index];
    if (!shape || member.bitOffset !== 0 || member.bitSize > shape.size * 8) return undefined;
    if (!packed) align = Math.max(align, shape.align);
    largest = Math.max(largest, member.bitSize > 0 ? Math.ceil(member.bitSize / 8) : shape.size);
  }
  const natural = roundUp(largest, align);
  if (type.size < natural || type.size % align !== 0) return undefined;
  const pads = type.size > natural ? [{ before: type.members.length, from: 0, to: type.size * 8 }] : [];
  return { align, packed, pads, opaque: false };
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
