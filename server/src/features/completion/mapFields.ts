/** Members of a map's definition, and what each may be. */
import { mapTypes } from '#bpf/facts/mapTypes';
import * as l10n from '@vscode/l10n';
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver';
import type { MapModel } from '../../model/model';
import type { Span } from '../../syntax/ast';
import type { FeatureContext } from '../featureContext';
import type { CallPlace } from '../place';
import { item } from './item';

const members: readonly { name: string; snippet: string }[] = [
  { name: 'type', snippet: '__uint(type, BPF_MAP_TYPE_${1:HASH});' },
  { name: 'max_entries', snippet: '__uint(max_entries, ${1:1024});' },
  { name: 'key', snippet: '__type(key, ${1:__u32});' },
  { name: 'value', snippet: '__type(value, ${1:__u64});' },
  { name: 'map_flags', snippet: '__uint(map_flags, ${1:BPF_F_NO_PREALLOC});' },
  { name: 'key_size', snippet: '__uint(key_size, sizeof(${1:__u32}));' },
  { name: 'value_size', snippet: '__uint(value_size, sizeof(${1:__u32}));' },
  { name: 'pinning', snippet: '__uint(pinning, LIBBPF_PIN_BY_NAME);' },
  { name: 'numa_node', snippet: '__uint(numa_node, ${1:0});' },
  { name: 'map_extra', snippet: '__uint(map_extra, ${1:0});' },
  {
    name: 'values',
    snippet:
      '__array(values, struct {\n\t__uint(type, BPF_MAP_TYPE_${1:ARRAY});\n\t__uint(max_entries, ${2:1});\n\t__type(key, __u32);\n\t__type(value, ${3:__u64});\n});',
  },
];

export function mapFieldItems(
  context: FeatureContext,
  map: MapModel | undefined,
  span: Span,
): CompletionItem[] {
  const type = map ? context.facts.mapType(map) : undefined;
  const required = (type?.required ?? ['type', 'max_entries', 'key', 'value']).flatMap((one) =>
    one.split('|'),
  );
  return members
    .filter(({ name }) => map?.fields.has(name) !== true && type?.forbidden.includes(name) !== true)
    .map(({ name, snippet }) =>
      item(context, span, {
        label: snippet.slice(0, snippet.indexOf(',')).replace('(', '(') + ', …)',
        kind: CompletionItemKind.Property,
        snippet,
        rank: required.includes(name) ? 1 : 3,
        ...(required.includes(name) ? { description: l10n.t('needed') } : {}),
      }),
    );
}

/** In `__uint(type, |`. */
export function mapValueItems(context: FeatureContext, call: CallPlace, span: Span): CompletionItem[] {
  const { document, facts } = context;
  if (call.argument === 0) {
    const names = members
      .filter(({ snippet }) => snippet.startsWith(`${call.name}(`))
      .map(({ name }) => name);
    return names.map((label, rank) =>
      item(context, span, { label, kind: CompletionItemKind.Property, rank }),
    );
  }
  const before = document.text.slice(call.nameStart, span.start);
  const member = /\(\s*(\w+)\s*,/.exec(before)?.[1];
  if (member === 'type') {
    return mapTypes.map(({ name, since }) =>
      item(context, span, {
        label: `BPF_MAP_TYPE_${name}`,
        kind: CompletionItemKind.EnumMember,
        description: l10n.t('since Linux {0}', since),
        rank: common.has(name) ? 1 : 3,
      }),
    );
  }
  if (member === 'map_flags') {
    const map = document.model.maps.find(({ start, end }) => span.start > start && span.start < end);
    const type = map ? facts.mapType(map) : undefined;
    const names = type?.allowedFlags ?? [...new Set(mapTypes.flatMap(({ allowedFlags }) => allowedFlags))];
    return names.map((label) =>
      item(context, span, {
        label,
        kind: CompletionItemKind.EnumMember,
        rank: type?.requiredFlags.includes(label) === true ? 0 : 2,
      }),
    );
  }
  if (member === 'pinning') {
    return ['LIBBPF_PIN_BY_NAME', 'LIBBPF_PIN_NONE'].map((label) =>
      item(context, span, { label, kind: CompletionItemKind.EnumMember }),
    );
  }
  if (call.name !== '__type') return [];
  const own = [...document.model.types.keys(), ...facts.included.types];
  return [...own, '__u32', '__u64', '__u8', '__u16', 'int', 'struct bpf_timer'].map((label, index) =>
    item(context, span, { label, kind: CompletionItemKind.Struct, rank: index < own.length ? 1 : 3 }),
  );
}

const common = new Set([
  'HASH',
  'ARRAY',
  'PERCPU_HASH',
  'PERCPU_ARRAY',
  'LRU_HASH',
  'RINGBUF',
  'PERF_EVENT_ARRAY',
  'PROG_ARRAY',
  'LPM_TRIE',
  'STACK_TRACE',
]);
