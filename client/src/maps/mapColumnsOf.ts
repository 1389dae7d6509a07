/** The columns of a map's keys and values: by its types, by what its kind holds, or as bytes. */
import { bytesColumns } from '#bpf/values/bytesColumns';
import { columnsOf } from '#bpf/values/columnsOf';
import { counterLists, type CounterList } from '#bpf/values/histogram';
import type { ValueColumn, ValueOptions } from '#bpf/values/valueColumn';
import type { MapInfo } from '#protocol/agentMaps';
import type { MapTypes } from '#targets/live/mapTypes';
import { framesColumn, idColumn, type Names } from './nameColumns';

export interface MapColumns {
  keys: readonly ValueColumn[];
  values: readonly ValueColumn[];
  /** Lists of counters in each value. */
  lists: readonly CounterList[];
}

export function mapColumnsOf(
  info: MapInfo,
  types: MapTypes | undefined,
  names: Names,
  options: ValueOptions,
): MapColumns {
  const { keySize, valueSize, type } = info;
  const keys =
    types && types.key !== 0
      ? columnsOf(types.btf, types.key, 'key', options).columns
      : bytesColumns(keySize, 'key', 'little', options);
  const special = specialColumn(type, valueSize, names);
  if (special) return { keys, values: [special], lists: [] };
  if (types && types.value !== 0) {
    const { columns } = columnsOf(types.btf, types.value, 'value', options);
    return { keys, values: columns, lists: counterLists(types.btf, types.value, 'value') };
  }
  return { keys, values: bytesColumns(valueSize, 'value', 'little', options), lists: [] };
}

/** What the kernel hands out for these is an id or a list of addresses, whatever the map was declared with. */
function specialColumn(type: string, size: number, names: Names): ValueColumn | undefined {
  switch (type) {
    case 'prog_array':
      return idColumn('program', (id) => names.program(id));
    case 'array_of_maps':
    case 'hash_of_maps':
      return idColumn('map', (id) => names.map(id));
    case 'stack_trace':
      return framesColumn(size, (address) => names.symbol(address));
    default:
      return undefined;
  }
}
