/** Which sections hold a program's variables, by their names, as libbpf and cilium/ebpf have it. */

export function isData(name: string): boolean {
  return name === '.bss' || /^\.(?:data|rodata)(?:\.|$)/.test(name);
}

/** The kernel freezes these before the first run: a program reads them and never writes. */
export function isConstantData(name: string): boolean {
  return /^\.rodata(?:\.|$)/.test(name);
}
