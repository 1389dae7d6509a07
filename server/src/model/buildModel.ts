/** Gathers what the items of a file declare. */
import type { Steps } from '../slices';
import type { Declaration, Item, Mark, Name, Span } from '../syntax/ast';
import { evaluate, integer } from './constants';
import type { Macro } from './macros';
import { readBtfMap, readLegacyMap } from './maps';
import type {
  FunctionModel,
  GlobalModel,
  LicenceModel,
  MapModel,
  Model,
  PlacedItem,
  ProgramModel,
  SectionModel,
  TypeDefinition,
} from './model';

export function* buildModelInSteps(
  text: string,
  items: readonly PlacedItem[],
  macros: ReadonlyMap<string, Macro>,
): Steps<Model> {
  const functions: FunctionModel[] = [];
  const maps: MapModel[] = [];
  const globals: GlobalModel[] = [];
  const types = new Map<string, TypeDefinition>();
  const enumerators = new Map<string, bigint>();
  let licence: LicenceModel | undefined;

  for (const placed of items) {
    yield;
    const { item, start } = placed;
    const section = sectionOf(item.marks, start);
    if (item.kind === 'function') {
      const { function: found } = item;
      functions.push({
        start,
        end: placed.end,
        name: shiftName(found.name, start),
        function: found,
        offset: start,
        section: section ?? impliedSection(item.marks, start),
        attributes: attributesOf(item.marks),
        macro: item.marks.flatMap((mark) => (mark.kind === 'programMacro' ? [mark.macro] : []))[0],
      });
    } else if (item.kind === 'declarations') {
      for (const declaration of item.declarations) declare(declaration, item, placed, section);
    }
  }
  const programs = functions.filter(
    (one): one is ProgramModel => one.section !== undefined && one.section.text !== '.text',
  );
  return { items, functions, programs, maps, globals, licence, macros, types, enumerators };

  function declare(
    declaration: Declaration,
    item: Extract<Item, { kind: 'declarations' }>,
    placed: PlacedItem,
    section: SectionModel | undefined,
  ): void {
    const { type, name } = declaration;
    const offset = placed.start;
    noteTypes(
      declaration,
      item.isTypedef,
      offset,
      attributesOf(item.marks).some((name) => layoutAttributes.has(name)),
    );
    if (item.isTypedef || name.text === '') return;
    if (type.parameters && !type.isFunctionPointer && !type.arrays.length) return;
    const place = { start: placed.start, end: placed.end };
    const found = shiftName(name, offset);
    if (section?.text === 'license') {
      const literal = declaration.value;
      licence = {
        ...place,
        text: literal?.kind === 'string' ? literal.text : '',
        literal: literal ? shift(literal, offset) : place,
      };
      return;
    }
    if (section?.text.startsWith('.maps')) {
      maps.push(readBtfMap(text, place, found, section, item.marks, declaration, offset));
      return;
    }
    if (section && (section.text === 'maps' || section.text.startsWith('maps/'))) {
      maps.push(readLegacyMap(text, place, found, section, declaration, offset));
      return;
    }
    const attributes = attributesOf(item.marks);
    const isConst = type.qualifiers.includes('const') && type.pointers === 0;
    globals.push({
      ...place,
      name: found,
      type,
      section: section?.text ?? globalSection(attributes, isConst, declaration),
      isConst,
      isVolatile: type.qualifiers.includes('volatile'),
      isStatic: type.qualifiers.includes('static'),
      hasValue: declaration.value !== undefined,
      declaration,
      offset,
    });
  }

  function noteTypes(
    { type, name }: Declaration,
    isTypedef: boolean,
    offset: number,
    hasAttributes: boolean,
  ): void {
    if (isTypedef && name.text !== '')
      types.set(name.text, { name: shiftName(name, offset), type, offset, hasAttributes });
    if (type.fields && / /.test(type.base))
      types.set(type.base, {
        name: undefined,
        type: { ...type, pointers: 0, arrays: [] },
        offset,
        hasAttributes,
      });
    if (type.enumerators) {
      if (/ /.test(type.base))
        types.set(type.base, {
          name: undefined,
          type: { ...type, pointers: 0, arrays: [] },
          offset,
          hasAttributes,
        });
      let next = 0n;
      for (const { text: one, value } of type.enumerators) {
        const scope = {
          named: (known: string) => enumerators.get(known) ?? macroValue(macros, known),
          sizeOf: () => undefined,
        };
        const written = value ? evaluate(value, scope) : next;
        if (written === undefined) return;
        enumerators.set(one, written);
        next = written + 1n;
      }
    }
  }
}

const layoutAttributes = new Set(['__attribute__', '__attribute', '__packed', '__aligned']);

/** Of a macro that is a plain number. */
function macroValue(macros: ReadonlyMap<string, Macro>, name: string): bigint | undefined {
  const { value } = macros.get(name) ?? {};
  return value === undefined ? undefined : integer(value.replace(/^\((.*)\)$/, '$1'));
}

function globalSection(attributes: readonly string[], isConst: boolean, { value }: Declaration): string {
  if (attributes.includes('__kconfig')) return '.kconfig';
  if (attributes.includes('__ksym')) return '.ksyms';
  if (isConst) return '.rodata';
  return value === undefined ? '.bss' : '.data';
}

function sectionOf(marks: readonly Mark[], offset: number): SectionModel | undefined {
  const mark = marks.find((one) => one.kind === 'section');
  if (mark?.kind !== 'section') return undefined;
  const { text, exact } = mark;
  return { ...shift(mark, offset), text, exact, literal: shift(mark.literal, offset) };
}

/** sched_ext's macros bring their own section: `BPF_STRUCT_OPS(simple_init)` is `SEC("struct_ops/simple_init")`. */
function impliedSection(marks: readonly Mark[], offset: number): SectionModel | undefined {
  const mark = marks.find((one) => one.kind === 'programMacro');
  if (mark?.kind !== 'programMacro' || !mark.macro.startsWith('BPF_STRUCT_OPS')) return undefined;
  const kind = mark.macro.endsWith('SLEEPABLE') ? 'struct_ops.s/' : 'struct_ops/';
  const span = shift({ start: mark.start, end: mark.start + mark.macro.length }, offset);
  return { ...span, text: kind + mark.name.text, exact: true, literal: span };
}

function attributesOf(marks: readonly Mark[]): string[] {
  return marks.flatMap((mark) => (mark.kind === 'attribute' ? [mark.name] : []));
}

export function shift(span: Span, offset: number): Span {
  return { start: span.start + offset, end: span.end + offset };
}

export function shiftName(name: Name, offset: number): Name {
  return { text: name.text, start: name.start + offset, end: name.end + offset };
}
