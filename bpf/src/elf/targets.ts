/** Turns a relocation's symbol into what it stands for: a map, a variable, a function, or something of the kernel's. */
import type { MapDefinition, Target } from './bpfObject';
import { isData } from './dataSection';
import { instructionSize, opcode, pseudoCall, sectionFlag, symbolType } from './elfFormat';
import { type ElfSection, viewOf } from './elfFile';
import type { ElfSymbol } from './elfSymbols';
import { lastAtOrBefore, type ObjectParts } from './objectParts';
import type { FoundProgram } from './programs';
import type { Relocation } from './relocations';

export class Targets {
  private readonly programs = new Map<string, FoundProgram>();
  private readonly maps = new Map<string, MapDefinition>();

  constructor(
    private readonly parts: ObjectParts,
    private readonly bySection: ReadonlyMap<number, readonly ElfSymbol[]>,
    programs: readonly FoundProgram[],
    maps: readonly MapDefinition[],
  ) {
    for (const program of programs) this.programs.set(`${program.sectionIndex}:${program.offset}`, program);
    for (const map of maps) this.maps.set(`${map.section}:${map.offset}`, map);
  }

  /** `bytes` are the section's that holds the instruction. */
  ofInstruction({ offset, symbol }: Relocation, bytes: Uint8Array): Target {
    if (offset % instructionSize !== 0 || offset + instructionSize > bytes.length) {
      return { kind: 'unknown', name: symbol.name };
    }
    const view = viewOf(bytes);
    const { littleEndian } = this.parts.elf;
    const registers = view.getUint8(offset + 1);
    const source = littleEndian ? registers >>> 4 : registers & 0xf;
    const immediate = view.getInt32(offset + 4, littleEndian);
    const call = view.getUint8(offset) === opcode.call;
    // A call counts in instructions from the one that follows it, an address in bytes.
    const addend = call && source === pseudoCall ? (immediate + 1) * instructionSize : immediate;
    return this.of(symbol, symbol.value + addend);
  }

  /** Of a pointer in data: it has no addend that anybody uses. */
  ofPointer({ symbol }: Relocation): Target {
    return this.of(symbol, symbol.value);
  }

  private of(symbol: ElfSymbol, place: number): Target {
    const section = this.parts.elf.sections[symbol.section];
    if (!section || symbol.section === 0) return { kind: 'extern', name: symbol.name };
    if (section.name === '.maps' || section.name === 'maps') return this.map(symbol, section, place);
    if ((section.flags & sectionFlag.executable) !== 0) return this.function(symbol, section, place);
    if (isData(section.name)) return this.global(symbol, section, place);
    return { kind: 'unknown', name: symbol.name };
  }

  private map(symbol: ElfSymbol, section: ElfSection, place: number): Target {
    const at = symbol.type === symbolType.section ? place : symbol.value;
    const map = this.maps.get(`${section.name}:${at}`);
    return map ? { kind: 'map', name: map.name } : { kind: 'unknown', name: symbol.name };
  }

  private function(symbol: ElfSymbol, section: ElfSection, place: number): Target {
    const at = symbol.type === symbolType.section ? place : symbol.value;
    const program = this.programs.get(`${section.index}:${at}`);
    return program ? { kind: 'function', name: program.name } : { kind: 'unknown', name: symbol.name };
  }

  private global(symbol: ElfSymbol, section: ElfSection, offset: number): Target {
    const variables = this.bySection.get(section.index) ?? [];
    const variable = variables[lastAtOrBefore(variables, offset, ({ value }) => value)];
    const inside = variable !== undefined && offset < variable.value + Math.max(variable.size, 1);
    // Texts have symbols that only the assembler sees, such as `.L.str`.
    const name = inside && !variable.name.startsWith('.L') ? variable.name : '';
    return { kind: 'global', name, section: section.name, offset };
  }
}
