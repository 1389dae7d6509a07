/** Sizes and layouts of C types as clang gives them for BPF: pointers and `long` have 8 bytes. */
import type { Expression, TypeName } from '../syntax/ast';
import type { TypeDefinition } from './model';

export interface Layout {
  /** In bytes. */
  size: number;
  alignment: number;
  /** Bytes that belong to no field, of a struct. */
  holes: readonly { after: string; offset: number; size: number }[];
  /** A struct or union, whose bytes are its fields'. */
  isAggregate: boolean;
}

/** What a layout depends on. */
export interface TypeScope {
  /** By `struct name` or typedef name. */
  type(name: string): TypeDefinition | undefined;
  constant(text: string): bigint | undefined;
}

/** Undefined when something in it is not known: never a guess. */
export function layoutOf(type: TypeName, scope: TypeScope, depth = 0): Layout | undefined {
  if (depth > 12) return undefined;
  const element = elementOf(type, scope, depth);
  if (!element) return undefined;
  let count = 1;
  for (const written of type.arrays) {
    const length = written ? lengthOf(written, scope) : undefined;
    if (length === undefined) return undefined;
    count *= length;
  }
  return type.arrays.length === 0 ? element : { ...element, size: element.size * count, isAggregate: true };
}

function elementOf(type: TypeName, scope: TypeScope, depth: number): Layout | undefined {
  if (type.pointers > 0 || type.isFunctionPointer) return scalar(8);
  if (type.fields) return structLayout(type, scope, depth);
  if (type.enumerators || type.base.startsWith('enum ')) return scalar(4);
  const size = basicSizes.get(type.base);
  if (size !== undefined) return scalar(size);
  const definition = scope.type(type.base);
  return definition && !definition.hasAttributes ? layoutOf(definition.type, scope, depth + 1) : undefined;
}

function structLayout(type: TypeName, scope: TypeScope, depth: number): Layout | undefined {
  const isUnion = type.base.startsWith('union');
  let size = 0;
  let alignment = 1;
  const holes: { after: string; offset: number; size: number }[] = [];
  let before = '';
  for (const field of type.fields ?? []) {
    // Bit-fields share bytes in ways that are not worth the risk of being wrong.
    if (field.bits) return undefined;
    const layout = layoutOf(field.type, scope, depth + 1);
    if (!layout) return undefined;
    alignment = Math.max(alignment, layout.alignment);
    if (isUnion) {
      size = Math.max(size, layout.size);
      continue;
    }
    const start = Math.ceil(size / layout.alignment) * layout.alignment;
    if (start > size) holes.push({ after: before, offset: size, size: start - size });
    holes.push(...layout.holes.map((hole) => ({ ...hole, offset: hole.offset + start })));
    size = start + layout.size;
    before = field.name.text;
  }
  const whole = Math.ceil(size / alignment) * alignment;
  if (whole > size && !isUnion) holes.push({ after: before, offset: size, size: whole - size });
  return { size: whole, alignment, holes, isAggregate: true };
}

function scalar(size: number): Layout {
  return { size, alignment: size, holes: [], isAggregate: false };
}

function lengthOf(expression: Expression, scope: TypeScope): number | undefined {
  const text =
    expression.kind === 'number' ? expression.text : expression.kind === 'name' ? expression.name : undefined;
  const value = text === undefined ? undefined : scope.constant(text);
  return value === undefined || value < 0n || value > 1n << 32n ? undefined : Number(value);
}

const basicSizes: ReadonlyMap<string, number> = new Map([
  ...sized(
    1,
    'char',
    'signed char',
    'unsigned char',
    'bool',
    '_Bool',
    '__u8',
    '__s8',
    'u8',
    's8',
    'uint8_t',
    'int8_t',
  ),
  ...sized(
    2,
    'short',
    'unsigned short',
    'short int',
    'unsigned short int',
    '__u16',
    '__s16',
    'u16',
    's16',
    'uint16_t',
    'int16_t',
    '__be16',
    '__le16',
    '__sum16',
    'umode_t',
    'sa_family_t',
    '__kernel_sa_family_t',
  ),
  ...sized(
    4,
    'int',
    'unsigned',
    'unsigned int',
    'signed int',
    'signed',
    'float',
    '__u32',
    '__s32',
    'u32',
    's32',
    'uint32_t',
    'int32_t',
    '__be32',
    '__le32',
    '__wsum',
    'pid_t',
    'uid_t',
    'gid_t',
    'dev_t',
    'kuid_t',
    'kgid_t',
    'uint',
    '__kernel_pid_t',
  ),
  ...sized(
    8,
    'long',
    'unsigned long',
    'long int',
    'unsigned long int',
    'long unsigned int',
    'long long',
    'unsigned long long',
    'long long int',
    'unsigned long long int',
    'long long unsigned int',
    'double',
    '__u64',
    '__s64',
    'u64',
    's64',
    'uint64_t',
    'int64_t',
    '__be64',
    '__le64',
    'size_t',
    'ssize_t',
    'uintptr_t',
    'loff_t',
    'sector_t',
    'ino_t',
  ),
  ...sized(8, 'struct bpf_timer *'),
]);

function sized(size: number, ...names: string[]): [string, number][] {
  return names.map((name) => [name, size]);
}
