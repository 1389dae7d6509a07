/** What a BPF C file declares, as the features and checks see it. Offsets are of the whole file, in UTF-16 units. */
import type { Declaration, FunctionItem, Item, Name, Span, TypeName } from '../syntax/ast';
import type { Macro } from './macros';

export interface Model {
  items: readonly PlacedItem[];
  functions: readonly FunctionModel[];
  /** Functions with a section that is a program's. */
  programs: readonly ProgramModel[];
  maps: readonly MapModel[];
  globals: readonly GlobalModel[];
  licence: LicenceModel | undefined;
  macros: ReadonlyMap<string, Macro>;
  /** By `struct name`, `union name`, `enum name` and typedef name. */
  types: ReadonlyMap<string, TypeDefinition>;
  /** Values of enumerators. */
  enumerators: ReadonlyMap<string, bigint>;
}

/** An item and where it stands. */
export interface PlacedItem extends Span {
  item: Item;
}

export interface SectionModel extends Span {
  /** Without quotes, macros that are plain strings resolved. */
  text: string;
  /** False when part of it is a macro that is defined elsewhere. */
  exact: boolean;
  /** The literals with their quotes. */
  literal: Span;
}

export interface FunctionModel extends Span {
  name: Name;
  /** Its tree counts from `start - function.start`: add `offset` to each of its positions. */
  function: FunctionItem;
  offset: number;
  section: SectionModel | undefined;
  /** `__always_inline`, `__noinline`, … */
  attributes: readonly string[];
  /** BPF_PROG, BPF_KPROBE, … */
  macro: string | undefined;
}

export interface ProgramModel extends FunctionModel {
  section: SectionModel;
}

export interface MapModel extends Span {
  name: Name;
  form: 'btf' | 'legacy';
  section: SectionModel;
  fields: ReadonlyMap<string, MapField>;
  /** Where a field could be added: before the closing brace. */
  bodyEnd: number;
  /** Of `__array(values, struct { … })`. */
  inner: ReadonlyMap<string, MapField> | undefined;
}

/** `__uint(type, BPF_MAP_TYPE_HASH)`, `.type = BPF_MAP_TYPE_HASH` or `int (*type)[1]`. */
export interface MapField extends Span {
  name: Name;
  /** As written, macros not replaced. */
  text: string;
  value: Span;
  macro: '__uint' | '__type' | '__array' | '__ulong' | undefined;
}

export interface GlobalModel extends Span {
  name: Name;
  type: TypeName;
  /** `.rodata`, `.data`, `.bss`, `.kconfig`, `.ksyms`, or the section's own name. */
  section: string;
  isConst: boolean;
  isVolatile: boolean;
  isStatic: boolean;
  hasValue: boolean;
  declaration: Declaration;
  offset: number;
}

export interface LicenceModel extends Span {
  text: string;
  /** The literal with its quotes; the declaration when there is none. */
  literal: Span;
}

export interface TypeDefinition {
  name: Name | undefined;
  type: TypeName;
  offset: number;
  /** `packed`, `aligned`, …: its layout is not the plain one. */
  hasAttributes: boolean;
}
