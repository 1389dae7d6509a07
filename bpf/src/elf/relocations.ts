/** Relocation sections: which symbol each place of a section refers to. */
import { type ElfFile, type ElfSection, fileOffset, viewOf } from './elfFile';
import { sectionType } from './elfFormat';
import type { ElfSymbol } from './elfSymbols';
import type { ObjectProblem } from './objectProblem';

export interface Relocation {
  /** From the start of the section that it changes. */
  offset: number;
  /** R_BPF_64_64 (1), R_BPF_64_ABS64 (2), R_BPF_64_ABS32 (3), R_BPF_64_NODYLD32 (4), R_BPF_64_32 (10). */
  type: number;
  symbol: ElfSymbol;
}

/** By index of the section that they change, in the order of their places. */
export function readRelocations(
  elf: ElfFile,
  symbols: readonly ElfSymbol[],
  fileSize: number,
  problems: ObjectProblem[],
): Map<number, Relocation[]> {
  const found = new Map<number, Relocation[]>();
  // Sections that lie over each other would repeat the same bytes without end.
  let budget = fileSize / 16;
  for (const section of elf.sections) {
    if (section.type !== sectionType.rel && section.type !== sectionType.rela) continue;
    const target = elf.sections[section.info];
    // Debug information has most of all relocations, and nobody here reads it.
    if (!target || /^\.(?:debug|BTF|eh_frame)/.test(target.name)) continue;
    const each = section.type === sectionType.rel ? 16 : 24;
    budget -= section.bytes.length / each;
    if (budget < 0) {
      problems.push({ code: 'tooManyRelocations', offset: section.offset, name: target.name });
      break;
    }
    const list = found.get(target.index) ?? [];
    found.set(target.index, list);
    if (!readSection(elf, section, each, target, symbols, list)) {
      problems.push({ code: 'badRelocation', offset: section.offset, name: target.name });
    }
  }
  for (const list of found.values()) list.sort((a, b) => a.offset - b.offset);
  return found;
}

/** False when some lead nowhere, which are left out. */
function readSection(
  elf: ElfFile,
  section: ElfSection,
  each: number,
  target: ElfSection,
  symbols: readonly ElfSymbol[],
  list: Relocation[],
): boolean {
  const view = viewOf(section.bytes);
  let good = true;
  for (let at = 0; at + each <= view.byteLength; at += each) {
    const offset = fileOffset(view, at, elf.littleEndian);
    const type = view.getUint32(elf.littleEndian ? at + 8 : at + 12, elf.littleEndian);
    const symbol = symbols[view.getUint32(elf.littleEndian ? at + 12 : at + 8, elf.littleEndian)];
    if (!symbol || offset >= target.size) good = false;
    else list.push({ offset, type, symbol });
  }
  return good;
}
