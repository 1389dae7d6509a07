/**
 * Reads a BPF object as clang writes it: what libbpf would load from it, and the types and C lines behind it. Follows
 * libbpf's libbpf.c and the kernel's Documentation/bpf/btf.rst. Never throws, and takes no more memory than a few
 * times the file's size.
 */
import type { Btf } from '../btf/btf';
import { readBtf } from '../btf/readBtf';
import type { BpfObject, BpfProgram, MapDefinition, MapSlot, Reference } from './bpfObject';
import { type BtfExt, readBtfExt } from './btfExt';
import { findBtfMaps } from './btfMaps';
import { type ElfFile, type ElfSection, readElf, viewOf } from './elfFile';
import { instructionSize } from './elfFormat';
import { readSymbols } from './elfSymbols';
import { findExterns } from './externs';
import { findLegacyMaps } from './legacyMaps';
import { dataSectionsOf, lastAtOrBefore, type ObjectParts, symbolsBySection } from './objectParts';
import type { ObjectProblem } from './objectProblem';
import { findPrograms, type FoundProgram } from './programs';
import { readRelocations } from './relocations';
import { Targets } from './targets';

export function readObject(bytes: Uint8Array): { value: BpfObject; problems: ObjectProblem[] } {
  const { value: elf, problems } = readElf(bytes);
  const symbols = readSymbols(elf);
  if (elf.sections.length > 0 && symbols.length === 0) problems.push({ code: 'noSymbols' });
  const btf = elf.sections.length > 0 ? btfOf(elf, problems) : undefined;
  const parts: ObjectParts = {
    elf,
    symbols,
    relocations: readRelocations(elf, symbols, bytes.length, problems),
    btf,
    dataSections: btf ? dataSectionsOf(btf) : [],
    problems,
  };
  const bySection = symbolsBySection(symbols);
  const found = findPrograms(parts, bySection, bytes.length);
  const mapSection = sectionOf(elf, '.maps');
  const btfMaps = btf && mapSection ? findBtfMaps(parts, btf, bySection.get(mapSection.index) ?? []) : [];
  const maps = [...btfMaps.map(({ map }) => map), ...findLegacyMaps(parts, bySection)];
  const targets = new Targets(parts, bySection, found, maps);
  if (mapSection) fillSlots(btfMaps, parts, mapSection, targets);
  const ext = btf && extOf(elf, btf, problems);
  const value: BpfObject = {
    elf,
    symbols,
    programs: withReferences(found, parts, targets),
    maps,
    externs: findExterns(parts),
    btf,
    ext,
    license: licenseOf(elf),
    version: versionOf(elf),
    coreRelocations: ext?.coreRelocations ?? 0,
  };
  return { value, problems };
}

function sectionOf(elf: ElfFile, name: string): ElfSection | undefined {
  return elf.sections.find((section) => section.name === name);
}

function btfOf(elf: ElfFile, problems: ObjectProblem[]): Btf | undefined {
  const section = sectionOf(elf, '.BTF');
  if (!section) {
    problems.push({ code: 'noBtf' });
    return undefined;
  }
  const { value, problems: inside } = readBtf(section.bytes);
  for (const { code, offset } of inside) {
    problems.push({ code: 'badBtf', btf: code, offset: section.offset + offset });
  }
  const unreadable = inside.some(({ code }) => ['noHeader', 'badMagic', 'badVersion'].includes(code));
  return unreadable ? undefined : value;
}

function extOf(elf: ElfFile, btf: Btf, problems: ObjectProblem[]): BtfExt | undefined {
  const section = sectionOf(elf, '.BTF.ext');
  if (!section) return undefined;
  const read = readBtfExt(section.bytes, btf);
  if (!read?.whole) problems.push({ code: 'badBtfExt', offset: section.offset });
  return read?.value;
}

/** Relocations and programs both rise by their place, so one walk over each section gives everybody his own. */
function withReferences(found: readonly FoundProgram[], parts: ObjectParts, targets: Targets): BpfProgram[] {
  return found.map((program) => {
    const all = parts.relocations.get(program.sectionIndex) ?? [];
    const bytes = parts.elf.sections[program.sectionIndex]?.bytes ?? new Uint8Array();
    const references: Reference[] = [];
    const first = lastAtOrBefore(all, program.offset - 1, ({ offset }) => offset) + 1;
    for (let index = first; index < all.length; index++) {
      const relocation = all[index];
      if (!relocation || relocation.offset >= program.offset + program.bytes.length) break;
      const instruction = Math.floor((relocation.offset - program.offset) / instructionSize);
      references.push({ instruction, ...targets.ofInstruction(relocation, bytes) });
    }
    return { ...program, references };
  });
}

/** Slots whose first values the definition gives: pointers in the map's variable, which relocations fill. */
function fillSlots(
  maps: readonly { map: MapDefinition; valuesAt: number | undefined }[],
  parts: ObjectParts,
  section: ElfSection,
  targets: Targets,
): void {
  const pointerSize = 8;
  const slots = new Map<MapDefinition, MapSlot[]>();
  for (const relocation of parts.relocations.get(section.index) ?? []) {
    const owner = maps[lastAtOrBefore(maps, relocation.offset, ({ map }) => map.offset)];
    if (owner?.valuesAt === undefined) continue;
    const index = Math.floor((relocation.offset - owner.map.offset - owner.valuesAt) / pointerSize);
    if (index < 0) continue;
    const list = slots.get(owner.map) ?? [];
    slots.set(owner.map, list);
    list.push({ index, ...targets.ofPointer(relocation) });
  }
  for (const [map, values] of slots) map.values = values;
}

function licenseOf(elf: ElfFile): string | undefined {
  const bytes = sectionOf(elf, 'license')?.bytes.subarray(0, longestLicense);
  if (!bytes) return undefined;
  const end = bytes.indexOf(0);
  return String.fromCharCode(...(end < 0 ? bytes : bytes.subarray(0, end)));
}

/** The kernel reads 127 characters. */
const longestLicense = 127;

function versionOf(elf: ElfFile): number | undefined {
  const bytes = sectionOf(elf, 'version')?.bytes;
  return bytes && bytes.length >= 4 ? viewOf(bytes).getUint32(0, elf.littleEndian) : undefined;
}
