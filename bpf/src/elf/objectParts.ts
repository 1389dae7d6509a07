/** What the readers of an object's parts hand to each other: the file, and who defines what where. */
import type { Btf } from '../btf/btf';
import type { BtfType } from '../btf/type';
import { K } from '../btf/format';
import type { ElfFile } from './elfFile';
import type { ElfSymbol } from './elfSymbols';
import type { ObjectProblem } from './objectProblem';
import type { Relocation } from './relocations';

export interface ObjectParts {
  elf: ElfFile;
  symbols: readonly ElfSymbol[];
  /** By the index of the section that they change, in the order of their places. */
  relocations: ReadonlyMap<number, readonly Relocation[]>;
  btf: Btf | undefined;
  dataSections: readonly DataSection[];
  problems: ObjectProblem[];
}

/** A DATASEC of the BTF: the variables and functions that lie in an ELF section of its name. */
export type DataSection = Extract<BtfType, { kind: 'datasec' }>;

/** All of them, each decoded once: they can be long. */
export function dataSectionsOf(btf: Btf): DataSection[] {
  const found: DataSection[] = [];
  for (let id = btf.firstId; id < btf.end; id++) {
    if (btf.kindNumber(id) !== K.datasec) continue;
    const type = btf.type(id);
    if (type.kind === 'datasec') found.push(type);
  }
  return found;
}

/** The symbols of each section that have a name and are no section's own, in the order of their places. */
export function symbolsBySection(symbols: readonly ElfSymbol[]): Map<number, ElfSymbol[]> {
  const found = new Map<number, ElfSymbol[]>();
  for (const symbol of symbols) {
    if (symbol.section === 0 || symbol.name === '') continue;
    const list = found.get(symbol.section);
    if (list) list.push(symbol);
    else found.set(symbol.section, [symbol]);
  }
  for (const list of found.values()) list.sort((a, b) => a.value - b.value);
  return found;
}

/** Index of the last entry that starts at or before `place`; -1 when there is none. `list` rises by `start`. */
export function lastAtOrBefore<T>(list: readonly T[], place: number, start: (entry: T) => number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = list[middle];
    if (entry !== undefined && start(entry) <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
