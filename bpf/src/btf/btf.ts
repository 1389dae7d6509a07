/**
 * An indexed set of BTF types. Only where each record starts is kept; records and names are decoded when asked
 * for, since a kernel has some 200 000 of them and a caller looks at a few. Never throws: ids that do not exist
 * are `void`, names that do not exist are empty, chains that do not end are cut.
 */
import { decodeType } from './decodeType';
import { K, kindNames, type BtfKind } from './format';
import { buildNameIndex, type NameIndex } from './nameIndex';
import { hashOf, type StringTable } from './stringTable';
import type { BtfType } from './type';

/** Where a BTF's parts lie. `offsets` holds the position of each record in `view`, for ids from `firstId` on. */
export interface BtfParts {
  view: DataView;
  littleEndian: boolean;
  firstId: number;
  offsets: Uint32Array;
  strings: StringTable;
}

export class Btf {
  /** One more than the last id. */
  readonly end: number;
  /** The first offset that is not a string of this BTF or its base. */
  private readonly stringsEnd: number;
  private nameIndex: NameIndex | undefined;
  private longSize: number | undefined;

  constructor(
    readonly parts: BtfParts,
    /** The kernel's BTF, when this is a module's. */
    readonly base: Btf | undefined,
  ) {
    this.end = parts.firstId + parts.offsets.length;
    this.stringsEnd = (base?.stringsEnd ?? 0) + parts.strings.length;
  }

  /** The first id that is not the base's. */
  get firstId(): number {
    return this.parts.firstId;
  }

  /** Of the machine described: 8, or 4 where `long` says so. */
  get pointerSize(): number {
    return (this.longSize ??= this.base?.pointerSize ?? findLongSize(this) ?? 8);
  }

  /** Kind's number as in `K`; the quick question, without decoding. */
  kindNumber(id: number): number {
    const at = this.position(id);
    return at < 0 ? (this.inBase(id)?.kindNumber(id) ?? K.void) : (this.u32(at + 4) >>> 24) & 0x1f;
  }

  kind(id: number): BtfKind {
    return kindNames[this.kindNumber(id)] ?? 'void';
  }

  name(id: number): string {
    const at = this.position(id);
    return at < 0 ? (this.inBase(id)?.name(id) ?? '') : this.string(this.u32(at));
  }

  /** `StringTable.hash` of the name of one of this BTF's own types. */
  nameHash(id: number): number {
    const at = this.position(id);
    const start = this.base?.stringsEnd ?? 0;
    const offset = at < 0 ? 0 : this.u32(at);
    if (offset >= start) return this.parts.strings.hash(offset - start);
    // A module's type may be named by a string of the kernel's.
    return hashOf(this.string(offset));
  }

  type(id: number): BtfType {
    const at = this.position(id);
    return at < 0 ? (this.inBase(id)?.type(id) ?? { kind: 'void' }) : decodeType(this, at);
  }

  /** The record's last word: a size in bytes or another type's id, as its kind has it; 0 for `void`. */
  sizeOrType(id: number): number {
    const at = this.position(id);
    return at < 0 ? (this.inBase(id)?.sizeOrType(id) ?? 0) : this.u32(at + 8);
  }

  /** How many members, enumerators, parameters or variables the record has. */
  entries(id: number): number {
    const at = this.position(id);
    return at < 0 ? (this.inBase(id)?.entries(id) ?? 0) : this.u32(at + 4) & 0xffff;
  }

  /** The first type of that name and kind, this BTF's own before its base's. */
  find(name: string, kind: BtfKind): number | undefined {
    return this.findAll(name, kind)[0];
  }

  /** All types of that name, of the kind if one is given. */
  findAll(name: string, kind?: BtfKind): number[] {
    this.nameIndex ??= buildNameIndex(this);
    const own = this.nameIndex.idsOf(name).filter((id) => kind === undefined || this.kind(id) === kind);
    return this.base ? [...own, ...this.base.findAll(name, kind)] : own;
  }

  /** The text at an offset of the string section; a module's offsets go on where its base's end. */
  string(offset: number): string {
    const start = this.base?.stringsEnd ?? 0;
    if (offset < start) return this.base?.string(offset) ?? '';
    return offset < this.stringsEnd ? this.parts.strings.at(offset - start) : '';
  }

  u32(at: number): number {
    return this.parts.view.getUint32(at, this.parts.littleEndian);
  }

  /** Position of the record in `parts.view`; -1 when it is not this BTF's own. */
  private position(id: number): number {
    return this.parts.offsets[id - this.parts.firstId] ?? -1;
  }

  private inBase(id: number): Btf | undefined {
    return id < this.parts.firstId ? this.base : undefined;
  }
}

/** The size of `long`, by whichever name a compiler gives it: the machine's pointers are as wide. */
function findLongSize(btf: Btf): number | undefined {
  const names = new Set([
    'long int',
    'long',
    'long unsigned int',
    'unsigned long',
    'long signed int',
    'unsigned long int',
  ]);
  for (let id = btf.firstId; id < btf.end; id++) {
    if (btf.kindNumber(id) !== K.int || !names.has(btf.name(id))) continue;
    const size = btf.sizeOrType(id);
    if (size === 4 || size === 8) return size;
  }
  return undefined;
}
