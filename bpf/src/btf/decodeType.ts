/** Decodes one BTF record. The index has checked that the record and its entries lie inside the bytes. */
import type { Btf } from './btf';
import { K, recordSize } from './format';
import { resolve } from './measure';
import type { BtfMember, BtfType } from './type';

/** `at` is the record's position in `btf.parts.view`. */
export function decodeType(btf: Btf, at: number): BtfType {
  const nameOffset = btf.u32(at);
  const info = btf.u32(at + 4);
  const sizeOrType = btf.u32(at + 8);
  const count = info & 0xffff;
  const flag = info >>> 31 === 1;
  const tail = at + recordSize;
  const name = btf.string(nameOffset);
  switch ((info >>> 24) & 0x1f) {
    case K.int: {
      const data = btf.u32(tail);
      const encoding = {
        signed: (data & (1 << 24)) !== 0,
        char: (data & (1 << 25)) !== 0,
        bool: (data & (1 << 26)) !== 0,
      };
      return {
        kind: 'int',
        name,
        size: sizeOrType,
        bits: data & 0xff,
        bitOffset: (data >>> 16) & 0xff,
        encoding,
      };
    }
    case K.ptr:
      return { kind: 'ptr', type: sizeOrType };
    case K.volatile:
      return { kind: 'volatile', type: sizeOrType };
    case K.const:
      return { kind: 'const', type: sizeOrType };
    case K.restrict:
      return { kind: 'restrict', type: sizeOrType };
    case K.typedef:
      return { kind: 'typedef', name, type: sizeOrType };
    case K.typeTag:
      return { kind: 'type_tag', name, type: sizeOrType };
    case K.array:
      return { kind: 'array', element: btf.u32(tail), index: btf.u32(tail + 4), count: btf.u32(tail + 8) };
    case K.struct:
      return { kind: 'struct', name, size: sizeOrType, members: members(btf, tail, count, flag) };
    case K.union:
      return { kind: 'union', name, size: sizeOrType, members: members(btf, tail, count, flag) };
    case K.enum:
      return {
        kind: 'enum',
        name,
        size: sizeOrType,
        signed: flag,
        values: values(btf, tail, count, flag, 8),
      };
    case K.enum64:
      return {
        kind: 'enum64',
        name,
        size: sizeOrType,
        signed: flag,
        values: values(btf, tail, count, flag, 12),
      };
    case K.fwd:
      return { kind: 'fwd', name, of: flag ? 'union' : 'struct' };
    case K.func:
      return { kind: 'func', name, type: sizeOrType, linkage: count };
    case K.funcProto:
      return prototype(btf, tail, count, sizeOrType);
    case K.var:
      return { kind: 'var', name, type: sizeOrType, linkage: btf.u32(tail) };
    case K.datasec:
      return { kind: 'datasec', name, size: sizeOrType, variables: variables(btf, tail, count) };
    case K.float:
      return { kind: 'float', name, size: sizeOrType };
    case K.declTag:
      return { kind: 'decl_tag', name, type: sizeOrType, component: btf.u32(tail) | 0 };
    default:
      return { kind: 'void' };
  }
}

function members(btf: Btf, tail: number, count: number, flag: boolean): BtfMember[] {
  const list: BtfMember[] = [];
  for (let at = tail; at < tail + count * 12; at += 12) {
    const name = btf.string(btf.u32(at));
    const type = btf.u32(at + 4);
    const place = btf.u32(at + 8);
    if (flag) list.push({ name, type, bitOffset: place & 0xffffff, bitSize: place >>> 24 });
    else list.push(plainMember(btf, name, type, place));
  }
  return list;
}

/** Before kind_flag (5.0) a bit-field's width stood in an int type of its own. */
function plainMember(btf: Btf, name: string, type: number, bitOffset: number): BtfMember {
  const target = resolve(btf, type);
  if (btf.kindNumber(target) !== K.int) return { name, type, bitOffset, bitSize: 0 };
  const int = btf.type(target);
  if (int.kind !== 'int' || int.bits === int.size * 8 || int.bits === 0)
    return { name, type, bitOffset, bitSize: 0 };
  return { name, type, bitOffset: bitOffset + int.bitOffset, bitSize: int.bits };
}

function values(
  btf: Btf,
  tail: number,
  count: number,
  signed: boolean,
  each: 8 | 12,
): { name: string; value: bigint }[] {
  const list: { name: string; value: bigint }[] = [];
  for (let at = tail; at < tail + count * each; at += each) {
    const low = btf.u32(at + 4);
    let value: bigint;
    if (each === 8) value = BigInt(signed ? low | 0 : low);
    else {
      value = (BigInt(btf.u32(at + 8)) << 32n) | BigInt(low);
      if (signed) value = BigInt.asIntN(64, value);
    }
    list.push({ name: btf.string(btf.u32(at)), value });
  }
  return list;
}

function prototype(btf: Btf, tail: number, count: number, returns: number): BtfType {
  const parameters: { name: string; type: number }[] = [];
  for (let at = tail; at < tail + count * 8; at += 8) {
    parameters.push({ name: btf.string(btf.u32(at)), type: btf.u32(at + 4) });
  }
  // A last parameter without name and type is `...`.
  const last = parameters[parameters.length - 1];
  const variadic = last?.type === 0 && last.name === '';
  if (variadic) parameters.pop();
  return { kind: 'func_proto', returns, parameters, variadic };
}

function variables(btf: Btf, tail: number, count: number): { type: number; offset: number; size: number }[] {
  const list: { type: number; offset: number; size: number }[] = [];
  for (let at = tail; at < tail + count * 12; at += 12) {
    list.push({ type: btf.u32(at), offset: btf.u32(at + 4), size: btf.u32(at + 8) });
  }
  return list;
}
