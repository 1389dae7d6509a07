/** Macros and inline functions of libbpf's own headers, with the first libbpf that has them. */
import data from './data/headers.json';

export interface HeaderItem {
  kind: string;
  name: string;
  /** Below `bpf/`. */
  header: string;
  /** Names of a macro's parameters, where it has a list. */
  args: unknown;
  since: string;
}

export const headerItems: readonly HeaderItem[] = data.items;

const byName = new Map(headerItems.map((item) => [item.name, item]));

export function headerItemByName(name: string): HeaderItem | undefined {
  return byName.get(name);
}
