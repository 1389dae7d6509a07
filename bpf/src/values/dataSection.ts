/**
 * The variables of a program's data: `.rodata`, `.data`, `.bss` and sections of own names are one map each, whose value's
 * type is a DATASEC. A compiler leaves its offsets to the loader; where BTF comes from an object, `symbols` has them.
 */
import type { Btf } from '../btf/btf';
import { K } from '../btf/format';
import { sizeOf } from '../btf/measure';
import { variableColumns } from './columnsOf';
import { formatShape } from './formatValue';
import { Shapes } from './shapes';
import type { TypedColumn } from './typedColumn';
import { typeName } from './typeName';
import type { ValueOptions } from './valueColumn';

export interface DataVariable {
  name: string;
  /** As C has it: `const char[16]`. */
  type: string;
  /** BTF id of the type, for `parseValue`, which is to be told the name as well. */
  typeId: number;
  offset: number;
  size: number;
  linkage: 'static' | 'global' | 'extern';
  /** In one line of C. */
  text: string;
  /** The parts of it, with offsets from the start of the section and ids as `columnsOf` gives to the section. */
  columns(): TypedColumn[];
}

export function variablesOf(
  btf: Btf,
  datasec: number,
  bytes: Uint8Array,
  options: ValueOptions = {},
  symbols?: ReadonlyMap<string, number>,
): DataVariable[] {
  const section = btf.type(datasec);
  if (section.kind !== 'datasec') return [];
  const shapes = new Shapes(btf, symbols);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return section.variables.flatMap((entry) => {
    const variable = btf.type(entry.type);
    if (variable.kind !== 'var') return [];
    const { name, type } = variable;
    const offset = symbols?.get(name) ?? entry.offset;
    return {
      name,
      type: typeName(btf, type),
      typeId: type,
      offset,
      size: sizeOf(btf, type) ?? entry.size,
      linkage: (['static', 'global', 'extern'] as const)[variable.linkage] ?? 'static',
      text: formatShape(shapes.of(type, name), view, offset, {}, longestText),
      columns: () => variableColumns(shapes, { id: name, type, offset }, options),
    };
  });
}

const longestText = 2000;

/**
 * The DATASEC of a map, by the map's name. libbpf cuts it to 15 characters and puts the object's name before it:
 * `minimal_.rodata`, `tcptop.bss`, `.data.counters`.
 */
export function dataSectionOf(btf: Btf, mapName: string): number | undefined {
  const dot = mapName.indexOf('.');
  if (dot < 0) return undefined;
  const name = mapName.slice(dot);
  const cut = mapName.length >= longestMapName;
  let found: number | undefined;
  for (let id = btf.firstId; id < btf.end; id++) {
    if (btf.kindNumber(id) !== K.datasec) continue;
    const section = btf.name(id);
    if (section === name) return id;
    if (cut && section.startsWith(name)) found ??= id;
  }
  return found;
}

const longestMapName = 15;
