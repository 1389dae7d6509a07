/** What is wrong with an object; what could be read is in the value all the same. */
import type { BtfProblem } from '../btf/readBtf';

export interface ObjectProblem {
  code:
    | 'noElf'
    /** ELF32; BPF objects are always ELF64. */
    | 'notElf64'
    | 'badByteOrder'
    /** An object, but of another machine than BPF. */
    | 'otherMachine'
    /** Shorter than its header or its section table. */
    | 'truncated'
    | 'badSectionTable'
    /** The section that should hold the sections' names does not. */
    | 'noSectionNames'
    | 'sectionOutside'
    /** A section that the program needs is compressed, and is not read. */
    | 'compressed'
    | 'noSymbols'
    /** A function that does not lie in its section, or not on a border of instructions. */
    | 'badFunction'
    /** Two functions at one place; the second is left out. */
    | 'functionTwice'
    /** Sections of code that together are longer than the file. */
    | 'sectionsOverlap'
    | 'badRelocation'
    /** More relocations than the file can hold: sections that lie over each other. */
    | 'tooManyRelocations'
    /** A variable of `.maps` that is no map. */
    | 'badMap'
    | 'noBtf'
    | 'badBtf'
    | 'badBtfExt';
  /** In bytes of the file, where it has a place. */
  offset?: number;
  /** The section, function or map. */
  name?: string;
  btf?: BtfProblem['code'];
}
