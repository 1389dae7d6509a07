/** What a BPF object file holds, as libbpf would understand it. Nothing in it is a copy of the file's bytes. */
import type { Btf } from '../btf/btf';
import type { BtfExt } from './btfExt';
import type { ElfFile } from './elfFile';
import type { ElfSymbol } from './elfSymbols';

export interface BpfObject {
  elf: ElfFile;
  symbols: readonly ElfSymbol[];
  /** By section, then by place in it. Subprograms in `.text` are among them. */
  programs: readonly BpfProgram[];
  maps: readonly MapDefinition[];
  externs: readonly Extern[];
  /** Undefined when the object was compiled without `-g`, or its BTF cannot be read at all. */
  btf: Btf | undefined;
  ext: BtfExt | undefined;
  /** The licence's text. */
  license: string | undefined;
  /** Of the kernel, as old kprobe programs state it. */
  version: number | undefined;
  /** How many places CO-RE adapts to the kernel. */
  coreRelocations: number;
}

export interface BpfProgram {
  /** Of the C function. */
  name: string;
  section: string;
  sectionIndex: number;
  /** From the section's start, in bytes. */
  offset: number;
  /** Slots of eight bytes: loads of 64 bits take two. */
  instructions: number;
  bytes: Uint8Array;
  /** A function in `.text` that programs call; the kernel never starts it by itself. */
  subprogram: boolean;
  /** `static` in C. */
  static: boolean;
  /** In the order of the instructions. */
  references: readonly Reference[];
}

/** What one instruction refers to by name, for the loader to fill in. */
export type Reference = { instruction: number } & Target;

export type Target =
  | { kind: 'map'; name: string }
  /** `offset` is from the start of the section; `name` is empty for constants without one, such as texts. */
  | { kind: 'global'; name: string; section: string; offset: number }
  /** Called, or handed on as a callback. */
  | { kind: 'function'; name: string }
  /** Kernel functions and variables, and configuration values. */
  | { kind: 'extern'; name: string }
  | { kind: 'unknown'; name: string };

export interface MapDefinition {
  /** Empty for the inner map of a definition. */
  name: string;
  definition: 'btf' | 'legacy';
  section: string;
  /** From the section's start. */
  offset: number;
  /** BPF_MAP_TYPE_… */
  type: number;
  /** BTF ids; undefined where only a size is stated. */
  key: number | undefined;
  value: number | undefined;
  /** 0 where nothing states it. */
  keySize: number;
  valueSize: number;
  /** 0 where the loader decides, as for perf event arrays. */
  maxEntries: number;
  flags: number;
  numaNode: number;
  mapExtra: bigint;
  /** LIBBPF_PIN_NONE (0) or LIBBPF_PIN_BY_NAME (1). */
  pinning: number;
  /** What the maps inside look like, for maps of maps. */
  inner: MapDefinition | undefined;
  /** What the slots hold from the start, in rising order. */
  values: readonly MapSlot[];
}

export type MapSlot = { index: number } & Target;

export interface Extern {
  name: string;
  /** `symbol` when no section of the BTF says what it is. */
  from: 'kconfig' | 'ksyms' | 'symbol';
  kind: 'variable' | 'function';
  /** BTF id of the VAR's type or of the FUNC; undefined without BTF. */
  type: number | undefined;
  size: number | undefined;
  /** It may be missing in the kernel. */
  weak: boolean;
}
