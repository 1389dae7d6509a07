/** Finds the values that are read as one: scalars, texts, and the addresses that are structs or arrays in C. */
import { K } from '../btf/format';
import { resolve, sizeOf } from '../btf/measure';
import { addressLeaf } from './addressLeaf';
import type { Leaf } from './leaf';
import { namesIpv4, namesIpv6, namesText, namesTime, unitOf } from './memberNames';
import type { Shapes } from './shapes';
import { namesOfChain } from './typeChain';
import type { ValueFormat } from './valueColumn';

export interface LeafPlace {
  type: number;
  /** Of the member that holds it. */
  name: string;
  /** Of a bit-field, from the byte where it begins; `offset` counts from the most significant bit in big-endian BTF. */
  bits: { offset: number; width: number } | undefined;
}

/** Undefined for structs, lists, and what has no bytes. */
export function leafOf(shapes: Shapes, place: LeafPlace): Leaf | undefined {
  const { btf } = shapes;
  const type = resolve(btf, place.type);
  const kind = btf.kindNumber(type);
  const size = btf.sizeOrType(type);
  switch (kind) {
    case K.int:
      return intLeaf(shapes, place, type);
    case K.enum:
    case K.enum64: {
      const record = btf.type(type);
      const signed = 'signed' in record && record.signed;
      const leaf = scalar(shapes, type, 'enum', size, signed, ['enum', 'number', 'hex'], place);
      return { ...leaf, names: shapes.enumNames(type) };
    }
    case K.ptr:
      return scalar(shapes, type, 'pointer', btf.pointerSize, false, ['pointer', 'number'], place);
    case K.float:
      if (size === 4 || size === 8)
        return scalar(shapes, type, 'float', size, true, ['float', 'bytes'], place);
      return scalar(shapes, type, 'octets', size, false, ['bytes'], place);
    case K.array:
      return addressLeaf(shapes, type, place.name) ?? textLeaf(shapes, type, place);
    case K.struct:
      return addressLeaf(shapes, type, place.name);
    default:
      return undefined;
  }
}

function scalar(
  shapes: Shapes,
  type: number,
  kind: Leaf['kind'],
  size: number,
  signed: boolean,
  formats: Leaf['formats'],
  place: LeafPlace,
): Leaf {
  const { littleEndian } = shapes.btf.parts;
  const leaf: Leaf = {
    shape: 'leaf',
    kind,
    type,
    size,
    signed,
    littleEndian,
    bits: undefined,
    names: undefined,
    formats,
    unit: 1,
  };
  if (kind === 'octets' || kind === 'chars') return leaf;
  if (place.bits) return bitField(leaf, place.bits);
  // No compiler makes other sizes; whatever they are, their bytes can be shown.
  return readable.has(size) ? leaf : { ...leaf, kind: 'octets', formats: ['bytes'] };
}

const readable = new Set([1, 2, 4, 8, 16]);

function bitField(leaf: Leaf, bits: { offset: number; width: number }): Leaf {
  const size = Math.ceil((bits.offset + bits.width) / 8);
  if (bits.width > leaf.size * 8 || bits.width > 128)
    return { ...leaf, kind: 'octets', size, formats: ['bytes'] };
  const shift = leaf.littleEndian ? bits.offset : size * 8 - bits.offset - bits.width;
  return { ...leaf, size, bits: { shift, width: bits.width } };
}

function intLeaf(shapes: Shapes, place: LeafPlace, type: number): Leaf | undefined {
  const int = shapes.btf.type(type);
  if (int.kind !== 'int') return undefined;
  const { size, encoding } = int;
  if (encoding.bool && size === 1)
    return scalar(shapes, type, 'bool', size, false, ['bool', 'number'], place);
  const leaf = scalar(shapes, type, 'int', size, encoding.signed, ['number', 'hex'], place);
  if (leaf.kind !== 'int' || place.bits) return leaf;
  const names = namesOfChain(shapes.btf, place.type);
  const network = names.find((name) => /^__be(?:16|32|64)$/.test(name)) !== undefined;
  const littleEndian = network
    ? false
    : names.some((name) => /^__le(?:16|32|64)$/.test(name)) || leaf.littleEndian;
  return { ...leaf, littleEndian, unit: unitOf(place.name), formats: intFormats(size, network, place.name) };
}

function intFormats(size: number, network: boolean, name: string): Leaf['formats'] {
  const times: ValueFormat[] = ['timestamp', 'duration'];
  switch (size) {
    case 1:
      return ['number', 'hex', 'text'];
    case 4: {
      if (network && namesIpv4(name)) return ['ipv4', 'number', 'hex'];
      return namesTime(name) && !network ? ['number', 'hex', 'duration', 'ipv4'] : ['number', 'hex', 'ipv4'];
    }
    case 8:
      return network ? ['number', 'hex'] : ['number', 'hex', ...times];
    case 16:
      return namesIpv6(name) ? ['ipv6', 'number', 'hex'] : ['number', 'hex', 'ipv6'];
    default:
      return ['number', 'hex'];
  }
}

/** `char[N]` is text, `unsigned char[N]` is where its name says so. */
function textLeaf(shapes: Shapes, type: number, place: LeafPlace): Leaf | undefined {
  const { btf } = shapes;
  const array = btf.type(type);
  if (array.kind !== 'array' || array.count === 0) return undefined;
  const element = btf.type(resolve(btf, array.element));
  if (element.kind !== 'int' || sizeOf(btf, array.element) !== 1 || element.encoding.bool) return undefined;
  const others: ValueFormat[] =
    array.count === 6 ? ['mac'] : array.count === 16 ? ['ipv6'] : array.count === 4 ? ['ipv4'] : [];
  if (element.name === 'char' || element.encoding.char) {
    return scalar(shapes, type, 'chars', array.count, false, ['text', 'bytes', ...others], place);
  }
  if (element.encoding.signed) return undefined;
  const formats: Leaf['formats'] = namesText(place.name)
    ? ['text', 'bytes', ...others]
    : ['bytes', 'text', ...others];
  return scalar(shapes, type, 'octets', array.count, false, formats, place);
}
