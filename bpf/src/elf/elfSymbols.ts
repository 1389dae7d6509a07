/** The symbol table of an ELF file, with the numbers of sections that 16 bits cannot count. */
import { StringTable } from '../btf/stringTable';
import { type ElfFile, type ElfSection, fileOffset, viewOf } from './elfFile';
import { extendedIndex, firstReserved, noSection, sectionType, symbolSize } from './elfFormat';

export interface ElfSymbol {
  name: string;
  /** As in `symbolType`. */
  type: number;
  /** As in `symbolBinding`. */
  binding: number;
  /** Index of the section; 0 when it is defined elsewhere, or nowhere. */
  section: number;
  /** From the section's start. */
  value: number;
  size: number;
}

/** By the symbols' numbers, which relocations use. Of several tables the first counts, as for libbpf. */
export function readSymbols(elf: ElfFile): ElfSymbol[] {
  const table = elf.sections.find((section) => section.type === sectionType.symtab);
  if (!table) return [];
  const strings = elf.sections[table.link];
  const names = new StringTable(strings?.type === sectionType.strtab ? strings.bytes : new Uint8Array());
  const extended = elf.sections.find(
    (section) => section.type === sectionType.symtabShndx && section.link === table.index,
  );
  const view = viewOf(table.bytes);
  const symbols: ElfSymbol[] = [];
  for (let at = 0; at + symbolSize <= view.byteLength; at += symbolSize) {
    const info = view.getUint8(at + 4);
    symbols.push({
      name: names.at(view.getUint32(at, elf.littleEndian)),
      type: info & 0xf,
      binding: info >>> 4,
      section: sectionOf(elf, view.getUint16(at + 6, elf.littleEndian), extended, symbols.length),
      value: fileOffset(view, at + 8, elf.littleEndian),
      size: fileOffset(view, at + 16, elf.littleEndian),
    });
  }
  return symbols;
}

function sectionOf(elf: ElfFile, stated: number, extended: ElfSection | undefined, symbol: number): number {
  if (stated < firstReserved) return stated < elf.sections.length ? stated : noSection;
  if (stated !== extendedIndex || !extended || (symbol + 1) * 4 > extended.bytes.length) return noSection;
  const index = viewOf(extended.bytes).getUint32(symbol * 4, elf.littleEndian);
  return index < elf.sections.length ? index : noSection;
}
