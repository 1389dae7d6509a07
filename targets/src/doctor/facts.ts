/** What the doctor found out about a machine, typed. Everything that could not be found out is undefined. */
import { readOsRelease, type Distribution } from './distribution';

export interface Facts {
  system: string;
  /** `uname -r` */
  release: string;
  /** `uname -m` */
  machine: string;
  uid: number | undefined;
  user: string;
  distribution: Distribution;
  btf: 'readable' | 'unreadable' | 'absent' | undefined;
  /** `CONFIG_X` → its value, `n` where it is not set; only what the kernel's own configuration says. */
  kernelConfig: ReadonlyMap<string, string>;
  /** `kernel.unprivileged_bpf_disabled` */
  unprivilegedBpf: number | undefined;
  /** How root is reached by this user. */
  root: 'is' | 'sudo' | 'sudoPassword' | 'refused' | 'noSudo';
  /** Facts that root saw; undefined where root could not be reached. */
  seenByRoot: RootFacts | undefined;
  tracefsKnown: boolean;
  clang: ClangFacts | undefined;
  /** Where well-known headers lie, for machines without a compiler. */
  files: ReadonlyMap<string, string>;
}

export interface RootFacts {
  /** `CapEff` of root: in a container it may lack what BPF needs. */
  capabilities: bigint | undefined;
  /** `net.core.bpf_jit_enable` */
  jit: number | undefined;
  lockdown: 'none' | 'integrity' | 'confidentiality' | undefined;
  /** Where tracefs is mounted. */
  tracefs: string | undefined;
  instances: boolean;
  kprobes: boolean;
  printkEvent: boolean;
  /** Files below tracefs that even root may not read. */
  denied: readonly string[];
}

export interface ClangFacts {
  path: string;
  /** First line of `--version`. */
  version: string;
  major: number | undefined;
  /** What it said when it was to compile for BPF; '' when all went well. */
  backend: string;
  headers: ReadonlySet<string>;
  /** Of libbpf's headers, e.g. `1.1`. */
  libbpfVersion: string | undefined;
}

/** Records of the facts scripts, `name=value` ended by NUL. Unknown names are passed over; the last of two wins. */
export function readFacts(output: string): Facts {
  const records = new Map<string, string>();
  for (const record of output.split('\0')) {
    const equals = record.indexOf('=');
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
  }
  const get = (name: string): string => records.get(name) ?? '';
  const btf = get('btf');
  const uid = number(records.get('uid'));
  return {
    system: get('system'),
    release: get('release'),
    machine: get('machine'),
    uid,
    user: get('user'),
    distribution: readOsRelease(get('osRelease')),
    btf: btf === 'readable' || btf === 'unreadable' || btf === 'absent' ? btf : undefined,
    kernelConfig: readConfig(get('kernelConfig')),
    unprivilegedBpf: number(records.get('unprivileged')),
    root: uid === 0 ? 'is' : readSudo(get('sudo')),
    seenByRoot: get('asRoot') === 'yes' ? readRoot(get) : undefined,
    tracefsKnown: get('tracefsKnown') === 'yes',
    clang: get('clang') === '' ? undefined : readClang(get),
    files: new Map(
      [...records].flatMap(([name, path]) => (name.startsWith('file:') ? [[name.slice(5), path]] : [])),
    ),
  };
}

function readRoot(get: (name: string) => string): RootFacts {
  const capabilities = get('capabilities');
  return {
    capabilities: /^[0-9a-f]{1,16}$/.test(capabilities) ? BigInt(`0x${capabilities}`) : undefined,
    jit: number(get('jit')),
    lockdown: readLockdown(get('lockdown')),
    tracefs: get('tracefs') === '' ? undefined : get('tracefs'),
    instances: get('instances') === 'yes',
    kprobes: get('kprobes') === 'yes',
    printkEvent: get('printkEvent') === 'yes',
    denied: get('denied').split(' ').filter(Boolean),
  };
}

// none [integrity] confidentiality
function readLockdown(text: string): RootFacts['lockdown'] {
  const mode = /\[(\w+)\]/.exec(text)?.[1];
  return mode === 'none' || mode === 'integrity' || mode === 'confidentiality' ? mode : undefined;
}

function readClang(get: (name: string) => string): ClangFacts {
  const version = get('clangVersion').split('\n')[0] ?? '';
  const lines = get('headers').split('\n');
  return {
    path: get('clang'),
    version,
    // Debian clang version 14.0.6        clang version 17.0.6 (Fedora 17.0.6-2.fc39)
    major: number(/version (\d+)\./.exec(version)?.[1]),
    backend: get('backend'),
    headers: new Set(lines.flatMap((line) => /^have (\S+)$/.exec(line)?.[1] ?? [])),
    // version 1 1
    libbpfVersion: lines.flatMap((line) => /^version (\d+) (\d+)$/.exec(line)?.slice(1).join('.') ?? [])[0],
  };
}

// free        no: sudo: a password is required        no: Sorry, user carol may not run sudo on lab.        none
function readSudo(text: string): Facts['root'] {
  if (text === 'free') return 'sudo';
  if (text === 'none' || text === '') return 'noSudo';
  return /password is required/.test(text) ? 'sudoPassword' : 'refused';
}

// CONFIG_DEBUG_INFO_BTF=y        # CONFIG_KPROBES is not set
function readConfig(text: string): Map<string, string> {
  const config = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^(?:# )?(CONFIG_\w+)(?:=(.*)| is not set)$/.exec(line);
    if (match?.[1] !== undefined) config.set(match[1], match[2] ?? 'n');
  }
  return config;
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}
