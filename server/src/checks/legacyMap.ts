import * as l10n from '@vscode/l10n';
import type { MapModel } from '../model/model';
import type { Check, Fix } from './check';

/** `struct bpf_map_def`, which libbpf 1.0 does not load any more. */
export const legacyMap: Check = {
  id: 'legacy-map',
  severity: 'warning',
  file({ model, document, facts, report }) {
    // A file that brings its own loader's struct is no matter of libbpf.
    if (facts.type('struct bpf_map_def') || document.text.includes('bpf_elf_map') || facts.included.isPartial)
      return;
    for (const map of model.maps) {
      if (map.form !== 'legacy') continue;
      const fix = rewrite(map);
      report(
        map.name,
        l10n.t('libbpf 1.0 does not load maps of struct bpf_map_def. Define it in SEC(".maps").'),
        {
          fixes: fix ? [fix] : [],
        },
      );
    }
  },
};

function rewrite(map: MapModel): Fix | undefined {
  const lines: string[] = [];
  for (const [name, { text }] of map.fields) {
    const type = /^sizeof\s*\(\s*([^()]+?)\s*\)$/.exec(text)?.[1];
    if (type !== undefined && name === 'key_size') lines.push(`__type(key, ${type});`);
    else if (type !== undefined && name === 'value_size') lines.push(`__type(value, ${type});`);
    else lines.push(`__uint(${name}, ${text});`);
  }
  if (lines.length === 0) return undefined;
  const body = lines.map((line) => `\t${line}\n`).join('');
  return {
    title: l10n.t('Rewrite as a map in SEC(".maps")'),
    edits: [{ start: map.start, end: map.end, text: `struct {\n${body}} ${map.name.text} SEC(".maps");` }],
    isPreferred: true,
  };
}
