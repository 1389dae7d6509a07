/** The variables of an object: what a loader may set before a run, and what a program keeps between its calls. */
import { sizeOf } from '../btf/measure';
import type { BpfObject } from './bpfObject';
import { isConstantData, isData } from './dataSection';
import type { ElfSection } from './elfFile';
import { sectionType, symbolBinding, symbolType } from './elfFormat';
import type { ElfSymbol } from './elfSymbols';
import { dataSectionsOf, symbolsBySection } from './objectParts';

export interface GlobalVariable {
  name: string;
  /** `.data`, `.bss`, `.rodata`, or one of these with a suffix, such as `.data.counters`. */
  section: string;
  /** BTF id of its type; undefined in objects without BTF. */
  type: number | undefined;
  /** From the section's start. */
  offset: number;
  size: number;
  /** What it starts with, a view that is not to be written to. Shorter than `size` where the rest is zero. */
  bytes: Uint8Array;
  /** In `.rodata`: frozen from the first run on, and free to set before. */
  constant: boolean;
  /** Other files cannot see it: `static` in C, or a variable inside a function. */
  static: boolean;
}

/** In the file's order. Without BTF, what the symbols tell. */
export function globalsOf(object: BpfObject): GlobalVariable[] {
  const described = describedVariables(object);
  const bySection = symbolsBySection(object.symbols);
  return object.elf.sections
    .filter(
      ({ name, type }) => isData(name) && (type === sectionType.progbits || type === sectionType.nobits),
    )
    .flatMap((section) => {
      const symbols = (bySection.get(section.index) ?? []).filter(({ type }) => type === symbolType.object);
      const types = described.get(section.name);
      const zeros = new Uint8Array(
        section.type === sectionType.nobits ? Math.min(section.size, mostZeros) : 0,
      );
      return object.btf && !types
        ? []
        : symbols.flatMap((symbol) => variable(object, section, symbol, types, zeros) ?? []);
    });
}

/** Of a large `.bss` no more zeros are made than these. */
const mostZeros = 1 << 20;

function variable(
  object: BpfObject,
  section: ElfSection,
  symbol: ElfSymbol,
  types: ReadonlyMap<string, number> | undefined,
  zeros: Uint8Array,
): GlobalVariable | undefined {
  const { name, value: offset } = symbol;
  const type = types?.get(name);
  // The compiler's own constants have symbols and no types.
  if (object.btf && type === undefined) return undefined;
  const typed = object.btf && type !== undefined ? sizeOf(object.btf, type) : undefined;
  const size = symbol.size || (typed ?? 0);
  if (offset + size > section.size) return undefined;
  const bytes =
    section.type === sectionType.nobits
      ? zeros.subarray(0, size)
      : section.bytes.subarray(offset, offset + size);
  const constant = isConstantData(section.name);
  return {
    name,
    section: section.name,
    type,
    offset,
    size,
    bytes,
    constant,
    static: symbol.binding === symbolBinding.local,
  };
}

/** By section and name, the ids of the variables' types. */
function describedVariables({ btf }: BpfObject): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>();
  if (!btf) return found;
  for (const { name: section, variables } of dataSectionsOf(btf)) {
    if (!isData(section)) continue;
    const types = found.get(section) ?? new Map<string, number>();
    found.set(section, types);
    for (const { type } of variables)
      if (btf.kind(type) === 'var') types.set(btf.name(type), btf.sizeOrType(type));
  }
  return found;
}
