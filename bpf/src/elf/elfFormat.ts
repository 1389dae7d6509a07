/** ELF's and BPF's numbers, from include/uapi/linux/elf.h, and clang's relocation types for BPF. */

export const fileHeaderSize = 64;
export const sectionHeaderSize = 64;
export const symbolSize = 24;
/** EM_BPF. Very old compilers left the field at 0, and libbpf takes that. */
export const machineBpf = 247;

export const sectionType = {
  progbits: 1,
  symtab: 2,
  strtab: 3,
  rela: 4,
  nobits: 8,
  rel: 9,
  symtabShndx: 18,
} as const;

export const sectionFlag = { write: 1, alloc: 2, executable: 4, compressed: 0x800 } as const;

/** Section numbers that are none. */
export const noSection = 0;
export const firstReserved = 0xff00;
export const extendedIndex = 0xffff;

export const symbolType = { none: 0, object: 1, func: 2, section: 3 } as const;
export const symbolBinding = { local: 0, global: 1, weak: 2 } as const;

/** Bytes of one BPF instruction; a load of 64 bits takes two. */
export const instructionSize = 8;

export const opcode = {
  /** `r = imm64`, of two slots. */
  loadImm64: 0x18,
  call: 0x85,
  exit: 0x95,
} as const;

/** In the source register's place of a call: the call goes to another BPF function, not to a helper. */
export const pseudoCall = 1;
