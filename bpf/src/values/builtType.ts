/** Types of any make for property tests, and what makes any bytes a value of them. */
import { intType, structType, type WrittenType } from '../btf/btfWriter';

/** A type, and how to make any bytes into a value of it that nothing is lost of. */
export type TypeSpec =
  | { kind: 'int'; size: number; signed: boolean; network?: boolean }
  | { kind: 'bool' | 'pointer' }
  | { kind: 'float'; size: 4 | 8 }
  | { kind: 'enum'; size: number; signed: boolean }
  | { kind: 'chars' | 'octets'; count: number }
  | { kind: 'array'; element: TypeSpec; count: number }
  | { kind: 'struct'; members: MemberSpec[]; union: boolean };

export interface MemberSpec {
  name: string;
  type: TypeSpec;
  /** Width of a bit-field, else 0; only of integers. */
  bits: number;
}

export interface BuiltType {
  types: WrittenType[];
  id: number;
  size: number;
  /** Cuts what the bytes say beyond the value: NaN's payload, text behind a NUL, padding. */
  tidy: (bytes: Uint8Array) => void;
}

export function buildType(spec: TypeSpec, littleEndian: boolean): BuiltType {
  const builder = new TypeBuilder(littleEndian);
  const { id, size, tidy } = builder.add(spec);
  return { types: builder.types, id, size, tidy: (bytes) => tidy(bytes, 0) };
}

interface Added {
  id: number;
  size: number;
  tidy: (bytes: Uint8Array, at: number) => void;
}

class TypeBuilder {
  readonly types: WrittenType[] = [
    { kind: 'int', name: 'char', sizeOrType: 1, words: [(1 << 24) | 8] },
    intType('unsigned char', 1, false),
  ];

  constructor(private readonly littleEndian: boolean) {}

  add(spec: TypeSpec): Added {
    const whole = (): void => undefined;
    switch (spec.kind) {
      case 'int': {
        const id = this.push(intType(`${spec.signed ? 'i' : 'u'}${spec.size}`, spec.size, spec.signed));
        const name = `__be${spec.size * 8}`;
        const outer = spec.network ? this.push({ kind: 'typedef', name, sizeOrType: id }) : id;
        return { id: outer, size: spec.size, tidy: whole };
      }
      case 'bool': {
        const id = this.push({ kind: 'int', name: '_Bool', sizeOrType: 1, words: [(1 << 26) | 8] });
        return { id, size: 1, tidy: (bytes, at) => void (bytes[at] = (bytes[at] ?? 0) & 1) };
      }
      case 'pointer':
        return { id: this.push({ kind: 'ptr', sizeOrType: 0 }), size: 8, tidy: whole };
      case 'float':
        return {
          id: this.push({ kind: 'float', name: spec.size === 4 ? 'float' : 'double', sizeOrType: spec.size }),
          size: spec.size,
          tidy: (bytes, at) => this.tidyFloat(bytes, at, spec.size),
        };
      case 'enum': {
        const enum64 = spec.size === 8;
        const words = enum64 ? ['RED', 1, 0, 'BLUE', 7, 0] : ['RED', 1, 'BLUE', 7];
        const kind = enum64 ? 'enum64' : 'enum';
        const id = this.push({ kind, name: 'colour', sizeOrType: spec.size, flag: spec.signed, words });
        return { id, size: spec.size, tidy: whole };
      }
      case 'chars':
      case 'octets': {
        const chars = spec.kind === 'chars';
        const id = this.push({ kind: 'array', words: [chars ? 1 : 2, 2, spec.count] });
        return { id, size: spec.count, tidy: (bytes, at) => cutText(bytes, at, spec.count) };
      }
      case 'array': {
        const element = this.add(spec.element);
        const id = this.push({ kind: 'array', words: [element.id, element.id, spec.count] });
        return {
          id,
          size: element.size * spec.count,
          tidy: (bytes, at) => {
            for (let index = 0; index < spec.count; index++) element.tidy(bytes, at + index * element.size);
            // That is `unsigned char[N]` by another name.
            if (spec.element.kind === 'int' && spec.element.size === 1) cutText(bytes, at, spec.count);
          },
        };
      }
      case 'struct':
        return this.struct(spec);
    }
  }

  private struct(spec: TypeSpec & { kind: 'struct' }): Added {
    const members: [string, number, number, number][] = [];
    const tidies: { at: number; tidy: Added['tidy'] }[] = [];
    const holes: [from: number, to: number][] = [];
    let bit = 0;
    let end = 0;
    for (const [index, member] of spec.members.entries()) {
      const { id, size, tidy } = this.add(member.type);
      const name = `${member.name}${index}`.replace(/^(saddr|addr6|h_dest|comm|ts)\d+$/, `m${index}_$1`);
      const whole = member.type.kind === 'int' && !member.type.network;
      const bits = whole && member.bits > 0 ? Math.min(member.bits, size * 8) : 0;
      if (spec.union) bit = 0;
      else if (bits === 0 && bit % 8 !== 0) {
        holes.push([bit, Math.ceil(bit / 8) * 8]);
        bit = Math.ceil(bit / 8) * 8;
      }
      members.push([name, id, bit, bits]);
      if (bits === 0) tidies.push({ at: bit / 8, tidy });
      bit += bits > 0 ? bits : size * 8;
      end = Math.max(end, bit);
    }
    const size = Math.ceil(end / 8);
    holes.push([end, size * 8]);
    const type = structType('', size, members, spec.union ? 'union' : 'struct');
    return {
      id: this.push({ ...type, name: `s${this.types.length}` }),
      size,
      tidy: (bytes, at) => {
        for (const each of tidies) each.tidy(bytes, at + each.at);
        for (const [from, to] of holes)
          for (let hole = from; hole < to; hole++) {
            const mask = this.littleEndian ? 1 << (hole % 8) : 0x80 >> (hole % 8);
            const byte = at + Math.floor(hole / 8);
            bytes[byte] = (bytes[byte] ?? 0) & ~mask;
          }
      },
    };
  }

  private tidyFloat(bytes: Uint8Array, at: number, size: 4 | 8): void {
    const view = new DataView(bytes.buffer);
    const value =
      size === 4 ? view.getFloat32(at, this.littleEndian) : view.getFloat64(at, this.littleEndian);
    if (Number.isNaN(value)) bytes.fill(0, at, at + size);
  }

  private push(type: WrittenType): number {
    this.types.push(type);
    return this.types.length;
  }
}

/** Behind the first NUL; a list of bytes keeps its zeros in either reading. */
function cutText(bytes: Uint8Array, at: number, count: number): void {
  const end = bytes.subarray(at, at + count).indexOf(0);
  if (end >= 0) bytes.fill(0, at + end, at + count);
}
