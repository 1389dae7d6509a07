/** Reads what the user wrote in `ebpf.targets`. Pure: wrong entries become problems, never exceptions. */
import { parseTarget, type Target } from '#targets/target';

export interface ReadTargets {
  value: Target[];
  /** Entries that name no machine, as text to show. */
  problems: string[];
}

export function readTargets(raw: readonly unknown[]): ReadTargets {
  const read: ReadTargets = { value: [], problems: [] };
  for (const entry of raw) {
    const target = readTarget(entry);
    if (target === undefined) read.problems.push(typeof entry === 'string' ? entry : JSON.stringify(entry));
    else read.value.push(target);
  }
  return read;
}

// "root@10.0.0.5:2222", or { "name": "lab", "host": "root@10.0.0.5:2222" }
function readTarget(entry: unknown): Target | undefined {
  if (typeof entry === 'string') return parseTarget(entry);
  if (typeof entry !== 'object' || entry === null) return undefined;
  if (!('name' in entry) || typeof entry.name !== 'string' || entry.name.trim() === '') return undefined;
  if (!('host' in entry) || typeof entry.host !== 'string') return undefined;
  const target = parseTarget(entry.host);
  return target?.kind === 'ssh' ? { ...target, name: entry.name.trim() } : target;
}

/** The target that a name means: one of the user's own names first, then an alias or `user@host[:port]`. */
export function findTarget(name: string, own: readonly Target[]): Target | undefined {
  if (name.trim() === '') return undefined;
  const known = own.find((target) => target.kind === 'ssh' && target.name === name);
  return known ?? parseTarget(name);
}
