/** BTF's numbers, from include/uapi/linux/btf.h. */

/** Kinds by number; 0 stands for `void`. */
export const kindNames = [
  'void',
  'int',
  'ptr',
  'array',
  'struct',
  'union',
  'enum',
  'fwd',
  'typedef',
  'volatile',
  'const',
  'restrict',
  'func',
  'func_proto',
  'var',
  'datasec',
  'float',
  'decl_tag',
  'type_tag',
  'enum64',
] as const;

export type BtfKind = (typeof kindNames)[number];

export const K = {
  void: 0,
  int: 1,
  ptr: 2,
  array: 3,
  struct: 4,
  union: 5,
  enum: 6,
  fwd: 7,
  typedef: 8,
  volatile: 9,
  const: 10,
  restrict: 11,
  func: 12,
  funcProto: 13,
  var: 14,
  datasec: 15,
  float: 16,
  declTag: 17,
  typeTag: 18,
  enum64: 19,
} as const;

/** Bytes of a type's record before what its kind adds: name, info, and size or type. */
export const recordSize = 12;

/** Bytes that follow the record: `fixed`, and `each` for every one of its `vlen` entries. */
export const trailers: readonly { fixed: number; each: number }[] = [
  { fixed: 0, each: 0 },
  { fixed: 4, each: 0 }, // int
  { fixed: 0, each: 0 }, // ptr
  { fixed: 12, each: 0 }, // array
  { fixed: 0, each: 12 }, // struct
  { fixed: 0, each: 12 }, // union
  { fixed: 0, each: 8 }, // enum
  { fixed: 0, each: 0 }, // fwd
  { fixed: 0, each: 0 }, // typedef
  { fixed: 0, each: 0 }, // volatile
  { fixed: 0, each: 0 }, // const
  { fixed: 0, each: 0 }, // restrict
  { fixed: 0, each: 0 }, // func
  { fixed: 0, each: 8 }, // func_proto
  { fixed: 4, each: 0 }, // var
  { fixed: 0, each: 12 }, // datasec
  { fixed: 0, each: 0 }, // float
  { fixed: 4, each: 0 }, // decl_tag
  { fixed: 0, each: 0 }, // type_tag
  { fixed: 0, each: 12 }, // enum64
];
