import * as l10n from '@vscode/l10n';
import type { MapType } from '#bpf/facts/mapTypes';
import type { Facts } from '../model/facts';
import type { MapField, MapModel } from '../model/model';
import type { Check, CheckContext } from './check';

/** A map without what its type needs, or with what its type forbids. */
export const mapFields: Check = {
  id: 'map-fields',
  severity: 'error',
  file(context) {
    for (const map of context.model.maps) {
      if (map.form === 'legacy') continue;
      // A named struct may be defined elsewhere, with its fields.
      if (map.fields.size === 0) continue;
      check(context, map);
    }
  },
};

function check({ facts, report }: CheckContext, map: MapModel): void {
  const { fields } = map;
  if (!fields.has('type')) {
    report(map.name, l10n.t('The map {0} has no type.', map.name.text), {
      fixes: [insert(map, '__uint(type, BPF_MAP_TYPE_HASH);', l10n.t('Add a type'))],
    });
    return;
  }
  const type = facts.mapType(map);
  if (!type) return;
  for (const required of type.required) {
    // key|key_size · map_flags=BPF_F_MMAPABLE · max_entries (optional with libbpf)
    const names = required.replace(/=.*| \(.*/, '').split('|');
    if (required.includes('optional')) continue;
    if (names.some((name) => fields.has(name)) || names[0] === 'type') continue;
    // Sizes are often set from user space before loading; libbpf then takes what it is given.
    const mayComeLater = ['max_entries', 'value', 'key', 'map_flags', 'values'].includes(names[0] ?? '');
    report(
      map.name,
      l10n.t(
        'A map of type {0} needs {1}, here or set before loading.',
        type.name,
        names.join(l10n.t(' or ')),
      ),
      {
        severity: mayComeLater ? 'hint' : 'error',
        fixes: fixFor(map, names[0] ?? ''),
      },
    );
  }
  for (const name of type.forbidden) {
    const field = fields.get(name);
    if (field) forbidden(facts, type, field, report);
  }
  keySize(facts, map, type, report);
}

function forbidden(facts: Facts, type: MapType, field: MapField, report: CheckContext['report']): void {
  // bpf2go and others take the type of a ring buffer's records from a value that libbpf lets pass.
  const isHint = field.name.text === 'value' || field.name.text === 'key';
  if (field.macro === '__uint' && facts.constant(field.text) === 0n) return;
  report(field, l10n.t('A map of type {0} has no {1}.', type.name, field.name.text), {
    severity: isHint ? 'hint' : 'error',
    fixes: [
      {
        title: l10n.t('Remove {0}', field.name.text),
        edits: [{ start: field.start, end: field.end, text: '' }],
      },
    ],
  });
}

/** Arrays are indexed by 4 bytes, whatever the type says. */
function keySize(facts: Facts, map: MapModel, type: MapType, report: CheckContext['report']): void {
  if (type.key !== '==4') return;
  const field = map.fields.get('key') ?? map.fields.get('key_size');
  if (!field) return;
  const size =
    field.name.text === 'key' && field.macro === '__type'
      ? facts.layoutNamed(field.text)?.size
      : field.name.text === 'key_size'
        ? Number(facts.constant(field.text) ?? NaN)
        : undefined;
  if (size === undefined || Number.isNaN(size) || size === 4) return;
  report(field, l10n.t('The key of a map of type {0} has 4 bytes, not {1}.', type.name, size), {
    fixes:
      field.macro === '__type'
        ? [
            {
              title: l10n.t('Change to {0}', '__u32'),
              edits: [{ ...field.value, text: '__u32' }],
              isPreferred: true,
            },
          ]
        : [],
  });
}

function fixFor(map: MapModel, name: string): ReturnType<typeof insert>[] {
  const lines: Record<string, string> = {
    max_entries: '__uint(max_entries, 1024);',
    key: '__type(key, __u32);',
    value: '__type(value, __u64);',
  };
  const line = lines[name];
  return line === undefined ? [] : [insert(map, line, l10n.t('Add {0}', line))];
}

function insert(
  map: MapModel,
  line: string,
  title: string,
): { title: string; edits: { start: number; end: number; text: string }[] } {
  return { title, edits: [{ start: map.bodyEnd, end: map.bodyEnd, text: `\t${line}\n` }] };
}
