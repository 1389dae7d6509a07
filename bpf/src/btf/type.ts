/** What one BTF record says, by kind. Ids of other types may lead anywhere; `Btf.type` gives `void` for wrong ones. */

export type BtfType =
  | { kind: 'void' }
  | BtfInt
  | BtfFloat
  | { kind: 'ptr' | 'volatile' | 'const' | 'restrict'; type: number }
  | { kind: 'typedef' | 'type_tag'; name: string; type: number }
  | BtfArray
  | BtfStruct
  | BtfEnum
  | { kind: 'fwd'; name: string; of: 'struct' | 'union' }
  | { kind: 'func'; name: string; type: number; linkage: number }
  | BtfFuncProto
  | { kind: 'var'; name: string; type: number; linkage: number }
  | {
      kind: 'datasec';
      name: string;
      size: number;
      variables: { type: number; offset: number; size: number }[];
    }
  /** `component` is a member's or parameter's index, -1 for the whole. */
  | { kind: 'decl_tag'; name: string; type: number; component: number };

export interface BtfInt {
  kind: 'int';
  name: string;
  /** In bytes. */
  size: number;
  /** Less than `8 * size` only for the bit-fields of old compilers. */
  bits: number;
  /** Of the value inside the bytes; 0 but for those bit-fields. */
  bitOffset: number;
  encoding: { signed: boolean; char: boolean; bool: boolean };
}

export interface BtfFloat {
  kind: 'float';
  name: string;
  size: number;
}

export interface BtfArray {
  kind: 'array';
  element: number;
  index: number;
  /** 0 for `[]` as well as `[0]`. */
  count: number;
}

export interface BtfStruct {
  kind: 'struct' | 'union';
  name: string;
  size: number;
  members: BtfMember[];
}

export interface BtfMember {
  /** Empty for anonymous structs and unions. */
  name: string;
  type: number;
  /** From the start of the struct; counted from the most significant bit in big-endian BTF. */
  bitOffset: number;
  /** Width of a bit-field; 0 for other members. */
  bitSize: number;
}

export interface BtfEnum {
  kind: 'enum' | 'enum64';
  name: string;
  size: number;
  signed: boolean;
  values: { name: string; value: bigint }[];
}

export interface BtfFuncProto {
  kind: 'func_proto';
  returns: number;
  /** Without the `...`. */
  parameters: { name: string; type: number }[];
  variadic: boolean;
}
