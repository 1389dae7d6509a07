/** libbpf's section names: which program a SEC() makes, and what may follow the name. */
import data from './data/sections.json';

export interface SectionDefinition {
  /** `tracepoint`, `xdp.frags/devmap` */
  name: string;
  /** The name may be followed by `/…`. */
  takesTarget: boolean;
  /** Without `BPF_PROG_TYPE_`. */
  programType: string;
  /** As libbpf sets it, e.g. `BPF_TRACE_FENTRY`. */
  attachType?: string;
  /** Grammar of what follows, e.g. `<category>/<name>`. */
  target?: string;
  /** Without a target the kernel does not load it, or libbpf does not attach it by itself. */
  targetToLoad?: boolean;
  targetToAttach?: boolean;
  sleepable?: boolean;
  autoAttach?: boolean;
  /** C type of what the context points to. */
  context: string;
  /** BPF_KPROBE, …: names the arguments. */
  macro?: string;
  /** First kernel that takes it. */
  kernel: string;
  /** First libbpf, e.g. `v1.3.0`; `<=v0.2` for the oldest. */
  libbpf: string;
}

export interface RemovedSection {
  name: string;
  pattern: string;
  programType: string;
  /** Last libbpf that knew it. */
  last: string;
}

export const sections: readonly SectionDefinition[] = data.sections;
export const removedSections: readonly RemovedSection[] = data.removed;

const byName = new Map(sections.map((section) => [section.name, section]));
const notPrograms = new Set(data.notPrograms.map(({ name }) => name));

export type SectionMatch =
  /** `target` is what follows the name and its slash; undefined without a slash. */
  | { kind: 'program'; definition: SectionDefinition; target: string | undefined; optional: boolean }
  | { kind: 'data' }
  | { kind: 'removed'; definition: RemovedSection; replacement: string }
  | { kind: 'unknown'; suggestions: readonly string[] };

/** What libbpf 1.0 and newer make of a section's text. */
export function matchSection(text: string): SectionMatch {
  const optional = text.startsWith('?');
  const name = optional ? text.slice(1) : text;
  if (isData(name)) return { kind: 'data' };
  const exact = byName.get(name);
  if (exact) return { kind: 'program', definition: exact, target: undefined, optional };
  // The longest name first: `xdp/devmap` before `xdp`, `uprobe.multi` is a name of its own.
  for (let slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
    const found = byName.get(name.slice(0, slash));
    if (found?.takesTarget === true)
      return { kind: 'program', definition: found, target: name.slice(slash + 1), optional };
  }
  const removed = removedSections.find(({ pattern }) => name === pattern || name.startsWith(pattern));
  if (removed) return { kind: 'removed', definition: removed, replacement: removed.name.replace('_', '/') };
  return { kind: 'unknown', suggestions: suggest(name) };
}

function isData(name: string): boolean {
  return (
    notPrograms.has(name) ||
    /^\.(maps|rodata|data|bss|addr_space|ksyms|kconfig|struct_ops)/.test(name) ||
    name === 'freplace_off'
  );
}

/** Names that are a slip of the finger away, the nearest first. */
function suggest(text: string): string[] {
  const slash = text.indexOf('/');
  const head = slash < 0 ? text : text.slice(0, slash);
  const rest = slash < 0 ? '' : text.slice(slash);
  const limit = head.length <= 4 ? 1 : 2;
  return (
    sections
      .map((section) => ({ section, distance: distance(head.toLowerCase(), section.name) }))
      // Nobody slips on the first letter, and `filter` is no `iter`.
      .filter(
        ({ section, distance: far }) => far <= limit && head.slice(0, 2).includes(section.name.charAt(0)),
      )
      .sort((a, b) => a.distance - b.distance)
      .slice(0, 3)
      .map(({ section }) => (section.takesTarget ? section.name + rest : section.name))
  );
}

/** Damerau-Levenshtein, adjacent letters swapped count as one slip. */
export function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 3) return 9;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 9;
}
