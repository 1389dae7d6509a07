/** The functions of an object, each with its own instructions, as the symbols part the sections. */
import { isData } from './dataSection';
import type { BpfProgram } from './bpfObject';
import type { ElfSection } from './elfFile';
import { instructionSize, sectionFlag, sectionType, symbolBinding, symbolType } from './elfFormat';
import type { ElfSymbol } from './elfSymbols';
import type { ObjectParts } from './objectParts';

/** A program before anybody has looked at what its instructions refer to. */
export type FoundProgram = Omit<BpfProgram, 'references'>;

export function findPrograms(
  parts: ObjectParts,
  bySection: ReadonlyMap<number, ElfSymbol[]>,
  fileSize: number,
): FoundProgram[] {
  const sections = parts.elf.sections.filter(isCode);
  // Sections that lie over each other would give the same instructions to thousands of programs.
  let budget = fileSize;
  const found: FoundProgram[] = [];
  for (const section of sections) {
    budget -= section.bytes.length;
    if (budget < 0) {
      parts.problems.push({ code: 'sectionsOverlap', offset: section.offset, name: section.name });
      break;
    }
    for (const program of programsOf(parts, section, bySection.get(section.index) ?? [])) found.push(program);
  }
  return found;
}

function isCode({ type, flags, name }: ElfSection): boolean {
  return type === sectionType.progbits && (flags & sectionFlag.executable) !== 0 && !isData(name);
}

function programsOf(parts: ObjectParts, section: ElfSection, symbols: readonly ElfSymbol[]): FoundProgram[] {
  const functions = oneAtEachPlace(symbols, parts);
  const found: FoundProgram[] = [];
  for (const [index, symbol] of functions.entries()) {
    const { name, value: offset } = symbol;
    const next = functions[index + 1]?.value;
    const room = Math.min(next ?? section.bytes.length, section.bytes.length) - offset;
    const size = Math.min(symbol.size || room, room);
    if (size < instructionSize || size % instructionSize !== 0 || offset % instructionSize !== 0) {
      parts.problems.push({ code: 'badFunction', name });
      continue;
    }
    found.push({
      name,
      section: section.name,
      sectionIndex: section.index,
      offset,
      instructions: size / instructionSize,
      bytes: section.bytes.subarray(offset, offset + size),
      subprogram: section.name === '.text',
      static: symbol.binding === symbolBinding.local,
    });
  }
  return found;
}

/** Names for one function that differ would give its instructions to two programs, and hostile files have thousands. */
function oneAtEachPlace(symbols: readonly ElfSymbol[], parts: ObjectParts): ElfSymbol[] {
  const functions: ElfSymbol[] = [];
  for (const symbol of symbols) {
    if (symbol.type !== symbolType.func) continue;
    if (functions.at(-1)?.value === symbol.value)
      parts.problems.push({ code: 'functionTwice', name: symbol.name });
    else functions.push(symbol);
  }
  return functions;
}
