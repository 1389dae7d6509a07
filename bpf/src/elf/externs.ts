/** What an object expects of the kernel by name: configuration values, kernel variables and kernel functions. */
import { sizeOf } from '../btf/measure';
import type { Extern } from './bpfObject';
import { symbolBinding } from './elfFormat';
import type { ObjectParts } from './objectParts';

export function findExterns({ symbols, btf, dataSections }: ObjectParts): Extern[] {
  const told = new Map<string, { from: Extern['from']; id: number }>();
  for (const { name: section, variables } of dataSections) {
    if (section !== '.kconfig' && section !== '.ksyms') continue;
    const from = section === '.kconfig' ? 'kconfig' : 'ksyms';
    for (const { type } of variables) told.set(btf?.name(type) ?? '', { from, id: type });
  }
  const found = new Map<string, Extern>();
  for (const { name, section, binding } of symbols) {
    if (section !== 0 || name === '' || binding === symbolBinding.local || found.has(name)) continue;
    const weak = binding === symbolBinding.weak;
    const entry = told.get(name);
    const kind = entry && btf?.kind(entry.id) === 'func' ? 'function' : 'variable';
    const type = kind === 'function' ? entry?.id : entry && btf?.sizeOrType(entry.id);
    const size = kind === 'function' || type === undefined ? undefined : btf && sizeOf(btf, type);
    found.set(name, { name, from: entry?.from ?? 'symbol', kind, type, size, weak });
  }
  return [...found.values()];
}
