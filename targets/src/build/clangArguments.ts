/** What clang is told, so that the first program of any tutorial compiles without a flag of its own. */

// uname -m → the word of libbpf's bpf_tracing.h in __TARGET_ARCH_<word>, and Debian's name of the architecture.
const architectures: readonly { machine: RegExp; word: string; multiarch: string; bigEndian?: true }[] = [
  { machine: /^(x86_64|amd64)$/, word: 'x86', multiarch: 'x86_64-linux-gnu' },
  { machine: /^i[3-6]86$/, word: 'x86', multiarch: 'i386-linux-gnu' },
  { machine: /^(aarch64|arm64)$/, word: 'arm64', multiarch: 'aarch64-linux-gnu' },
  { machine: /^arm/, word: 'arm', multiarch: 'arm-linux-gnueabihf' },
  { machine: /^riscv64$/, word: 'riscv', multiarch: 'riscv64-linux-gnu' },
  { machine: /^ppc64le$/, word: 'powerpc', multiarch: 'powerpc64le-linux-gnu' },
  { machine: /^ppc/, word: 'powerpc', multiarch: 'powerpc64-linux-gnu', bigEndian: true },
  { machine: /^s390x$/, word: 's390', multiarch: 's390x-linux-gnu', bigEndian: true },
  { machine: /^loongarch64$/, word: 'loongarch', multiarch: 'loongarch64-linux-gnu' },
  { machine: /^mips/, word: 'mips', multiarch: 'mips64el-linux-gnuabi64' },
];

export interface ArgumentsOptions {
  /** `uname -m` of the target, wherever the compiler runs. */
  machine: string;
  /** In the tree: directories to search first, relative to the working directory. */
  includeDirectories: readonly string[];
  /** The settings' own, which come after ours and so win. */
  flags: readonly string[];
}

/** Arguments up to, not including, the source and the output. */
export function clangArguments({ machine, includeDirectories, flags }: ArgumentsOptions): string[] {
  const architecture = architectureOf(machine);
  return [
    '-target',
    architecture?.bigEndian ? 'bpfeb' : 'bpf',
    // Without -g there is no BTF, and without optimisation the verifier refuses most programs.
    '-g',
    '-O2',
    ...(architecture ? [`-D__TARGET_ARCH_${architecture.word}`] : []),
    // Some distributions build clang with the protector on, and BPF has no __stack_chk_fail.
    '-fno-stack-protector',
    '-fno-color-diagnostics',
    '-fmessage-length=0',
    '-fno-crash-diagnostics',
    ...includeDirectories.map((directory) => `-I${directory}`),
    ...flags,
  ];
}

/** Debian's directory of architecture headers, `/usr/include/<this>`, where `asm/types.h` lies. */
export function multiarchOf(machine: string): string {
  return architectureOf(machine)?.multiarch ?? `${machine}-linux-gnu`;
}

function architectureOf(machine: string): (typeof architectures)[number] | undefined {
  return architectures.find((architecture) => architecture.machine.test(machine));
}
