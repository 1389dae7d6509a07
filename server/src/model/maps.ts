/** Maps in both of libbpf's forms: BTF-defined in `.maps`, and `struct bpf_map_def` in `maps`, which 1.0 dropped. */
import type { Declaration, Mark, Name, Span } from '../syntax/ast';
import type { MapField, MapModel, SectionModel } from './model';

export function readBtfMap(
  text: string,
  place: Span,
  name: Name,
  section: SectionModel,
  marks: readonly Mark[],
  declaration: Declaration,
  offset: number,
): MapModel {
  const fields = fieldsOf(text, marks, offset);
  // Without the macros: `int (*type)[BPF_MAP_TYPE_HASH]; u32 *key;`
  for (const field of declaration.type.fields ?? []) {
    if (field.name.text === '' || fields.has(field.name.text)) continue;
    const span = { start: field.start + offset, end: field.end + offset };
    const [size] = field.type.arrays;
    const value = size ? { start: size.start + offset, end: size.end + offset } : span;
    fields.set(field.name.text, {
      ...span,
      name: { text: field.name.text, start: field.name.start + offset, end: field.name.end + offset },
      text: size
        ? text.slice(value.start, value.end)
        : field.type.base + ' *'.repeat(Math.max(0, field.type.pointers - 1)),
      value,
      macro: undefined,
    });
  }
  const array = marks.find((mark) => mark.kind === 'mapMember' && mark.macro === '__array');
  const inner =
    array?.kind === 'mapMember' && array.inner.length > 0 ? fieldsOf(text, array.inner, offset) : undefined;
  const close = text.lastIndexOf('}', name.start);
  return {
    ...place,
    name,
    form: 'btf',
    section,
    fields,
    inner,
    bodyEnd: close > place.start ? close : name.start,
  };
}

function fieldsOf(text: string, marks: readonly Mark[], offset: number): Map<string, MapField> {
  const fields = new Map<string, MapField>();
  for (const mark of marks) {
    if (mark.kind !== 'mapMember') continue;
    const value = { start: mark.value.start + offset, end: mark.value.end + offset };
    const { text: name, start, end } = mark.member;
    fields.set(name, {
      start: mark.start + offset,
      end: mark.end + offset,
      name: { text: name, start: start + offset, end: end + offset },
      text: text.slice(value.start, value.end),
      value,
      macro: macros.find((macro) => macro === mark.macro),
    });
  }
  return fields;
}

const macros = ['__uint', '__type', '__array', '__ulong'] as const;

/** libbpf's names for the members of `struct bpf_map_def`, as those of a BTF-defined map. */
const legacyNames: Readonly<Record<string, string>> = {
  type: 'type',
  key_size: 'key_size',
  value_size: 'value_size',
  max_entries: 'max_entries',
  map_flags: 'map_flags',
};

export function readLegacyMap(
  text: string,
  place: Span,
  name: Name,
  section: SectionModel,
  { value }: Declaration,
  offset: number,
): MapModel {
  const fields = new Map<string, MapField>();
  const entries = value?.kind === 'initializer' ? value.entries : [];
  for (const entry of entries) {
    const [designator] = entry.designators;
    if (!designator || !('member' in designator)) continue;
    const member = designator.member;
    const span = { start: entry.value.start + offset, end: entry.value.end + offset };
    fields.set(legacyNames[member.text] ?? member.text, {
      start: entry.start + offset,
      end: entry.end + offset,
      name: { text: member.text, start: member.start + offset, end: member.end + offset },
      text: text.slice(span.start, span.end),
      value: span,
      macro: undefined,
    });
  }
  return { ...place, name, form: 'legacy', section, fields, inner: undefined, bodyEnd: place.end };
}
