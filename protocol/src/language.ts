/** What passes between an editor's client and the language server beyond LSP itself. */

/** Of the notification by which the client tells what the selected target is; `null` when there is none. */
export const targetMethod = 'ebpf/target';

export interface TargetKnowledge {
  /** What the user calls it. */
  name: string;
  /** `uname -r`, e.g. `6.1.0-25-amd64`. */
  kernelRelease: string;
  /** `uname -m` */
  machine: string;
  /** Absolute path here of the kernel's BTF, when it was fetched. */
  btf?: string;
  /** Absolute path here of its `bpf_helper_defs.h`, when it has one that was fetched. */
  helperHeader?: string;
}

/** Of the request for the programs of an open file, with `{ textDocument }`: what a code lens stands over. */
export const programsMethod = 'ebpf/programs';

export interface ProgramInFile {
  /** Of its function. */
  name: string;
  /** Without quotes. */
  section: string;
  /** Without `BPF_PROG_TYPE_`; absent when libbpf does not know the section. */
  programType?: string;
  /** As libbpf sets it. */
  attachType?: string;
  sleepable: boolean;
  /** LSP ranges: the whole function with its section, and its name. */
  range: Range;
  nameRange: Range;
}

interface Range {
  start: { line: number; character: number };
  end: { line: number; character: number };
}

/** How loudly a check speaks; `default` is the check's own. */
export type CheckSeverity = 'default' | 'off' | 'hint' | 'information' | 'warning' | 'error';

/** `initializationOptions`: `{ settings, locale, target }`, each optional; `target` is as in the notification. */

/** `initializationOptions.settings` and the `ebpf` section of the configuration. Other editors may send none of it. */
export interface ServerSettings {
  checks: {
    enabled: boolean;
    /** By check id. */
    severity: Readonly<Record<string, CheckSeverity>>;
  };
  inlayHints: { enabled: boolean };
  /** Another extension completes C in the same files. */
  hasCExtension: boolean;
  /** Absolute directories here that the compiler is told to search for headers. */
  includeDirectories: readonly string[];
  /** The oldest kernel that the programs must run on, e.g. `5.15`; empty: the target's. */
  kernel: string;
}

export const defaultServerSettings: ServerSettings = {
  checks: { enabled: true, severity: {} },
  inlayHints: { enabled: true },
  hasCExtension: false,
  includeDirectories: [],
  kernel: '',
};
