/**
 * The container: header, sections and symbols of an ELF64 file of either byte order. Nothing is copied: a section's
 * bytes are a view. No number of the file is trusted: what does not lie inside the bytes is empty.
 */
import { StringTable } from '../btf/stringTable';
import {
  extendedIndex,
  fileHeaderSize,
  machineBpf,
  sectionFlag,
  sectionHeaderSize,
  sectionType,
} from './elfFormat';
import type { ObjectProblem } from './objectProblem';

export interface ElfSection {
  index: number;
  name: string;
  type: number;
  flags: number;
  /** In the file. */
  offset: number;
  /** As stated, so that of `.bss` it is the size in memory. */
  size: number;
  link: number;
  info: number;
  /** Empty for `.bss`, for compressed sections and for those that reach past the end of the file. */
  bytes: Uint8Array;
}

export interface ElfFile {
  littleEndian: boolean;
  sections: readonly ElfSection[];
}

export function readElf(bytes: Uint8Array): { value: ElfFile; problems: ObjectProblem[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const refused = (
    code: ObjectProblem['code'],
    offset: number,
  ): { value: ElfFile; problems: ObjectProblem[] } => {
    return { value: { littleEndian: true, sections: [] }, problems: [{ code, offset }] };
  };
  if (bytes.length < 16 || view.getUint32(0, false) !== 0x7f454c46) return refused('noElf', 0);
  const order = view.getUint8(5);
  if (view.getUint8(4) !== 2) return refused('notElf64', 4);
  if (order !== 1 && order !== 2) return refused('badByteOrder', 5);
  if (bytes.length < fileHeaderSize) return refused('truncated', 0);
  const littleEndian = order === 1;
  const machine = view.getUint16(18, littleEndian);
  if (machine !== machineBpf && machine !== 0) return refused('otherMachine', 18);
  const problems: ObjectProblem[] = [];
  return { value: { littleEndian, sections: readSections(bytes, view, littleEndian, problems) }, problems };
}

function readSections(
  bytes: Uint8Array,
  view: DataView,
  littleEndian: boolean,
  problems: ObjectProblem[],
): ElfSection[] {
  const start = fileOffset(view, 40, littleEndian);
  const each = view.getUint16(58, littleEndian);
  if (start === 0) return [];
  if (each < sectionHeaderSize || start + sectionHeaderSize > bytes.length) {
    problems.push({ code: 'badSectionTable', offset: 40 });
    return [];
  }
  // Files with more sections than 16 bits can count state the numbers in the first section, which is otherwise empty.
  const stated = view.getUint16(60, littleEndian) || fileOffset(view, start + 32, littleEndian);
  const statedNames = view.getUint16(62, littleEndian);
  const namesAt = statedNames === extendedIndex ? view.getUint32(start + 40, littleEndian) : statedNames;
  const room = Math.floor((bytes.length - start - sectionHeaderSize) / each) + 1;
  if (stated > room) problems.push({ code: 'truncated', offset: 60 });
  const sections: ElfSection[] = [];
  const names: number[] = [];
  for (let index = 0; index < Math.min(stated, room); index++) {
    const at = start + index * each;
    names.push(view.getUint32(at, littleEndian));
    sections.push(readSection(bytes, view, littleEndian, index, at, problems));
  }
  const table = sections[namesAt];
  if (table?.type !== sectionType.strtab) problems.push({ code: 'noSectionNames', offset: 62 });
  const strings = new StringTable(table?.type === sectionType.strtab ? table.bytes : new Uint8Array());
  for (const section of sections) {
    section.name = strings.at(names[section.index] ?? 0);
    // Compilers compress debug sections at most, and nobody here reads those; of others the loss must be told.
    if ((section.flags & sectionFlag.compressed) !== 0 && !section.name.startsWith('.debug')) {
      problems.push({ code: 'compressed', offset: section.offset, name: section.name });
    }
  }
  return sections;
}

function readSection(
  bytes: Uint8Array,
  view: DataView,
  littleEndian: boolean,
  index: number,
  at: number,
  problems: ObjectProblem[],
): ElfSection {
  const type = view.getUint32(at + 4, littleEndian);
  // The flags that matter are all in the lower half.
  const flags = view.getUint32(littleEndian ? at + 8 : at + 12, littleEndian);
  const offset = fileOffset(view, at + 24, littleEndian);
  const size = fileOffset(view, at + 32, littleEndian);
  const hasBytes = index > 0 && type !== 0 && type !== sectionType.nobits;
  const inside = hasBytes && offset + size <= bytes.length;
  if (hasBytes && !inside) problems.push({ code: 'sectionOutside', offset: at });
  const compressed = (flags & sectionFlag.compressed) !== 0;
  return {
    index,
    name: '',
    type,
    flags,
    offset,
    size,
    link: view.getUint32(at + 40, littleEndian),
    info: view.getUint32(at + 44, littleEndian),
    bytes: inside && !compressed ? bytes.subarray(offset, offset + size) : new Uint8Array(),
  };
}

/** 64 bits that place something in a file. What is beyond 2^53 is outside of every file, and stays so. */
export function fileOffset(view: DataView, at: number, littleEndian: boolean): number {
  const high = view.getUint32(littleEndian ? at + 4 : at, littleEndian);
  const low = view.getUint32(littleEndian ? at : at + 4, littleEndian);
  return high >= 2 ** 20 ? 2 ** 52 : high * 2 ** 32 + low;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
