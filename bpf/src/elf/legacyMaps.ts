/**
 * Maps of the section `maps`, as they were before BTF: each symbol is a struct bpf_map_def of five numbers. What key
 * and value look like, some programs told with BPF_ANNOTATE_KV_PAIR: a struct `____btf_map_NAME` of the two.
 */
import type { Btf } from '../btf/btf';
import { K } from '../btf/format';
import type { MapDefinition } from './bpfObject';
import { viewOf } from './elfFile';
import { symbolType } from './elfFormat';
import type { ElfSymbol } from './elfSymbols';
import type { ObjectParts } from './objectParts';

export function findLegacyMaps(
  parts: ObjectParts,
  bySection: ReadonlyMap<number, readonly ElfSymbol[]>,
): MapDefinition[] {
  const section = parts.elf.sections.find(({ name }) => name === 'maps');
  if (!section) return [];
  const view = viewOf(section.bytes);
  const annotated = annotations(parts.btf);
  const found: MapDefinition[] = [];
  for (const { name, value: offset, type } of bySection.get(section.index) ?? []) {
    if (type !== symbolType.object && type !== symbolType.none) continue;
    if (offset + definitionSize > view.byteLength || found.at(-1)?.offset === offset) {
      parts.problems.push({ code: 'badMap', name });
      continue;
    }
    const word = (index: number): number => view.getUint32(offset + index * 4, parts.elf.littleEndian);
    found.push({
      name,
      definition: 'legacy',
      section: 'maps',
      offset,
      type: word(0),
      keySize: word(1),
      valueSize: word(2),
      maxEntries: word(3),
      flags: word(4),
      ...(annotated.get(name) ?? noAnnotation),
      numaNode: 0,
      mapExtra: 0n,
      pinning: 0,
      inner: undefined,
      values: [],
    });
  }
  return found;
}

/** Five numbers of 32 bits. Loaders of old added more, each its own. */
const definitionSize = 20;

interface Annotation {
  key: number | undefined;
  value: number | undefined;
}

const noAnnotation: Annotation = { key: undefined, value: undefined };

/** By the maps' names. */
function annotations(btf: Btf | undefined): Map<string, Annotation> {
  const found = new Map<string, Annotation>();
  for (let id = 1; id < (btf?.end ?? 0); id++) {
    if (btf?.kindNumber(id) !== K.struct || btf.entries(id) !== 2) continue;
    const name = btf.name(id);
    const pair = name.startsWith(prefix) ? btf.type(id) : undefined;
    if (pair?.kind !== 'struct') continue;
    const [key, value] = pair.members;
    found.set(name.slice(prefix.length), { key: key?.type, value: value?.type });
  }
  return found;
}

const prefix = '____btf_map_';
