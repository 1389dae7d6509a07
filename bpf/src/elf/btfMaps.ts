/**
 * Maps of the section `.maps`: variables whose types say it all. `__uint(type, 2)` is a pointer to an array of two,
 * `__type(key, __u32)` a pointer to the type, `__array(values, …)` an array of pointers to what the slots hold.
 */
import type { Btf } from '../btf/btf';
import { resolve, sizeOf } from '../btf/measure';
import type { BtfMember } from '../btf/type';
import type { MapDefinition } from './bpfObject';
import type { ElfSymbol } from './elfSymbols';
import type { ObjectParts } from './objectParts';

/** What a definition's type says; the rest depends on where the variable lies. */
export interface MapShape {
  fields: Omit<MapDefinition, 'name' | 'section' | 'offset' | 'values'>;
  /** Where the slots' first values lie in the variable; undefined without any. */
  valuesAt: number | undefined;
}

/** A map of maps of maps there is not. */
type Inside = 'outer' | 'inner';

export class MapShapes {
  /** Thousands of hostile variables may share one long type. */
  private readonly known = new Map<string, MapShape | undefined>();

  constructor(private readonly btf: Btf) {}

  /** Undefined when the type is no struct. */
  of(type: number, inside: Inside): MapShape | undefined {
    const target = resolve(this.btf, type);
    const key = `${inside} ${target}`;
    if (!this.known.has(key)) this.known.set(key, this.read(target, inside));
    return this.known.get(key);
  }

  private read(struct: number, inside: Inside): MapShape | undefined {
    const type = this.btf.type(struct);
    if (type.kind !== 'struct') return undefined;
    const shape: MapShape = { fields: noFields(), valuesAt: undefined };
    for (const member of type.members) this.member(shape, member, inside);
    return shape;
  }

  private member(shape: MapShape, member: BtfMember, inside: Inside): void {
    const { fields } = shape;
    switch (member.name) {
      case 'type':
        fields.type = this.number(member.type);
        return;
      case 'max_entries':
        fields.maxEntries = this.number(member.type);
        return;
      case 'map_flags':
        fields.flags = this.number(member.type);
        return;
      case 'numa_node':
        fields.numaNode = this.number(member.type);
        return;
      case 'pinning':
        fields.pinning = this.number(member.type);
        return;
      case 'map_extra':
        fields.mapExtra = this.long(member.type);
        return;
      case 'key_size':
        fields.keySize = this.number(member.type);
        return;
      case 'value_size':
        fields.valueSize = this.number(member.type);
        return;
      case 'key':
        fields.key = this.pointedTo(member.type);
        fields.keySize = this.size(fields.key);
        return;
      case 'value':
        fields.value = this.pointedTo(member.type);
        fields.valueSize = this.size(fields.value);
        return;
      case 'values':
        if (inside === 'inner') return;
        shape.valuesAt = Math.floor(member.bitOffset / 8);
        fields.inner = this.inner(member.type);
        // The slots hold numbers of maps or programs.
        if (fields.valueSize === 0) fields.valueSize = 4;
        return;
    }
  }

  /** Of `__uint`, in 32 bits. */
  private number(id: number): number {
    const pointer = this.btf.type(resolve(this.btf, id));
    if (pointer.kind !== 'ptr') return Number(BigInt.asUintN(32, this.long(id)));
    const array = this.btf.type(resolve(this.btf, pointer.type));
    return array.kind === 'array' ? array.count : 0;
  }

  /** Of `__ulong`, which is an enum whose only value it is. */
  private long(id: number): bigint {
    const target = resolve(this.btf, id);
    const kind = this.btf.kind(target);
    if (kind === 'ptr') return BigInt(this.number(target));
    const type = this.btf.type(target);
    if (type.kind !== 'enum' && type.kind !== 'enum64') return 0n;
    return BigInt.asUintN(64, type.values[0]?.value ?? 0n);
  }

  private pointedTo(id: number): number | undefined {
    const pointer = this.btf.type(resolve(this.btf, id));
    return pointer.kind === 'ptr' ? pointer.type : undefined;
  }

  private size(id: number | undefined): number {
    const size = id === undefined ? 0 : (sizeOf(this.btf, id) ?? 0);
    return Number.isSafeInteger(size) ? size : 0;
  }

  /** `values` is an array of pointers to a map's definition, or to functions where the slots hold programs. */
  private inner(id: number): MapDefinition | undefined {
    const array = this.btf.type(resolve(this.btf, id));
    if (array.kind !== 'array') return undefined;
    const slot = this.pointedTo(array.element);
    const shape = slot === undefined ? undefined : this.of(slot, 'inner');
    return shape && { ...shape.fields, name: '', section: '.maps', offset: 0, values: [] };
  }
}

export function findBtfMaps(
  parts: ObjectParts,
  btf: Btf,
  symbols: readonly ElfSymbol[],
): { map: MapDefinition; valuesAt: number | undefined }[] {
  const shapes = new MapShapes(btf);
  const byName = new Map(symbols.map((symbol) => [symbol.name, symbol]));
  const found: { map: MapDefinition; valuesAt: number | undefined }[] = [];
  const variables = parts.dataSections.find(({ name }) => name === '.maps')?.variables ?? [];
  for (const { type, offset: stated } of variables) {
    const name = btf.name(type);
    const shape = btf.kind(type) === 'var' ? shapes.of(btf.sizeOrType(type), 'outer') : undefined;
    if (!shape) {
      parts.problems.push({ code: 'badMap', name });
      continue;
    }
    // clang leaves the places in the BTF at 0 and to the linker.
    const offset = byName.get(name)?.value ?? stated;
    const map = { ...shape.fields, name, section: '.maps', offset, values: [] };
    found.push({ map, valuesAt: shape.valuesAt });
  }
  return found.sort((a, b) => a.map.offset - b.map.offset);
}

function noFields(): MapShape['fields'] {
  return {
    definition: 'btf',
    type: 0,
    key: undefined,
    value: undefined,
    keySize: 0,
    valueSize: 0,
    maxEntries: 0,
    flags: 0,
    numaNode: 0,
    mapExtra: 0n,
    pinning: 0,
    inner: undefined,
  };
}
