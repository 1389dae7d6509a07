/**
 * What a type's values are made of, found as far as someone looks: a type may hold itself in broken BTF, and a struct of
 * the kernel has thousands of members. Whoever walks over shapes must limit depth and number of steps.
 */
import type { Btf } from '../btf/btf';
import { K } from '../btf/format';
import { resolve, sizeOf } from '../btf/measure';
import { EnumNames } from './enumNames';
import type { Leaf } from './leaf';
import { leafOf, type LeafPlace } from './leafOf';

export type Shape = Leaf | StructShape | ArrayShape | NoShape;

export interface StructShape {
  shape: 'struct';
  union: boolean;
  size: number;
  members: readonly Member[];
}

export interface ArrayShape {
  shape: 'array';
  count: number;
  /** Bytes from one element to the next, never 0. */
  stride: number;
  element: Shape;
  /** The type of the elements, as declared. */
  elementType: number;
}

/** Nothing that has bytes: `void`, a function, a forward declaration, an array of no elements. */
export interface NoShape {
  shape: 'none';
}

export interface Member {
  /** Empty for anonymous structs and unions, whose members count as the outer one's. */
  name: string;
  /** As declared, with typedefs. */
  type: number;
  /** In bytes from the start of the struct. */
  offset: number;
  bitSize: number;
  shape: Shape;
}

export class Shapes {
  private readonly structs = new Map<number, StructShape>();
  private readonly enums = new Map<number, EnumNames>();

  constructor(
    readonly btf: Btf,
    /** Offsets of variables in their section, for BTF that no loader has filled in. */
    private readonly places?: ReadonlyMap<string, number>,
  ) {}

  /** `name` is what holds the value is called: it tells what the type leaves open. */
  of(type: number, name: string): Shape {
    return this.at({ type, name, bits: undefined });
  }

  /** The parts of a type even where its value is usually read as one: `struct in6_addr`, `char[16]`. */
  structure(id: number, name: string): StructShape | ArrayShape | NoShape {
    const { btf } = this;
    const type = resolve(btf, id);
    switch (btf.kindNumber(type)) {
      case K.struct:
      case K.union:
      case K.datasec:
        return this.struct(type);
      case K.array:
        return this.array(type, name);
      default:
        return none;
    }
  }

  enumNames(id: number): EnumNames | undefined {
    let names = this.enums.get(id);
    if (names) return names;
    const type = this.btf.type(id);
    if (type.kind !== 'enum' && type.kind !== 'enum64') return undefined;
    this.enums.set(id, (names = new EnumNames(type)));
    return names;
  }

  private at(place: LeafPlace): Shape {
    const target = resolve(this.btf, place.type);
    // One step only: in broken BTF a variable may be of its own type.
    const type = this.btf.kindNumber(target) === K.var ? this.btf.sizeOrType(target) : place.type;
    return leafOf(this, { ...place, type }) ?? this.structure(type, place.name);
  }

  private struct(id: number): StructShape {
    let shape = this.structs.get(id);
    if (shape) return shape;
    const type = this.btf.type(id);
    if (type.kind === 'datasec') {
      const members = type.variables.map((variable) => {
        const name = this.btf.name(variable.type);
        const offset = this.places?.get(name) ?? variable.offset;
        return this.member(name, this.btf.sizeOrType(variable.type), offset * 8, 0);
      });
      shape = { shape: 'struct', union: false, size: type.size, members };
    } else if (type.kind === 'struct' || type.kind === 'union') {
      const members = type.members.map((member) =>
        this.member(member.name, member.type, member.bitOffset, member.bitSize),
      );
      shape = { shape: 'struct', union: type.kind === 'union', size: type.size, members };
    } else {
      shape = { shape: 'struct', union: false, size: 0, members: [] };
    }
    this.structs.set(id, shape);
    return shape;
  }

  private member(name: string, type: number, bitOffset: number, bitSize: number): Member {
    const offset = Math.floor(bitOffset / 8);
    const bits = bitSize > 0 ? { offset: bitOffset - offset * 8, width: bitSize } : undefined;
    const find = (): Shape => this.at({ type, name, bits });
    let shape: Shape | undefined;
    return {
      name,
      type,
      offset,
      bitSize,
      get shape() {
        return (shape ??= find());
      },
    };
  }

  private array(id: number, name: string): ArrayShape | NoShape {
    const type = this.btf.type(id);
    if (type.kind !== 'array' || type.count === 0) return none;
    const stride = sizeOf(this.btf, type.element);
    if (stride === undefined || stride === 0) return none;
    const find = (): Shape => this.at({ type: type.element, name, bits: undefined });
    let element: Shape | undefined;
    return {
      shape: 'array',
      count: type.count,
      stride,
      elementType: type.element,
      get element() {
        return (element ??= find());
      },
    };
  }
}

const none: NoShape = { shape: 'none' };
