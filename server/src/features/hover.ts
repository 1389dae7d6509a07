/** What stands under the pointer, in a few lines: what the kernel and libbpf know of it. */
import { headerItemByName } from '#bpf/facts/headers';
import { availability, helperByName, type Helper } from '#bpf/facts/helpers';
import { kfuncByName } from '#bpf/facts/kfuncs';
import { mapTypeByName } from '#bpf/facts/mapTypes';
import { programTypeByName, programTypes } from '#bpf/facts/programTypes';
import type { Text } from '#bpf/facts/texts/texts';
import { Kind, tokenText } from '#bpf/source/lexer';
import * as l10n from '@vscode/l10n';
import type { Hover } from 'vscode-languageserver';
import type { GlobalModel, MapModel } from '../model/model';
import { membersOf, typeBefore } from '../kernel/expressionType';
import { attachTargetOf } from './attachTarget';
import { functionAt, rangeIn, type FeatureContext } from './featureContext';
import { helperDocumentation } from './helperDocs';
import { memberAt, tokenAt } from './place';
import { signatureOf, signatureOfFunction, typeText } from './signatures';

export function hover(context: FeatureContext, offset: number): Hover | undefined {
  const { document } = context;
  const at = tokenAt(document.tokens, offset);
  if (at === undefined) return undefined;
  const span = { start: document.tokens.start[at] ?? 0, end: document.tokens.end[at] ?? 0 };
  const kind = document.tokens.kind[at];
  const lines =
    kind === Kind.string
      ? sectionLines(context, offset)
      : kind === Kind.word
        ? wordLines(context, tokenText(document.tokens, at), span.end)
        : undefined;
  return (
    lines && { range: rangeIn(document, span), contents: { kind: 'markdown', value: lines.join('\n\n') } }
  );
}

function wordLines(context: FeatureContext, name: string, end: number): string[] | undefined {
  const { document, facts } = context;
  const member = memberAt(document.tokens, end, document.text);
  if (member)
    return fieldLines(context, member.object, name, end) ?? memberLines(context, member.last, name, end);
  const map = facts.map(name);
  if (map) return mapLines(context, map);
  const own = document.model.functions.find((one) => one.name.text === name) ?? facts.included.function(name);
  if (own)
    return [
      code(signatureOf(signatureOfFunction(own.function))),
      ...programLines(context, own.section?.text),
    ];
  const global = document.model.globals.find((one) => one.name.text === name) ?? facts.included.global(name);
  if (global) return globalLines(context, global);
  const helper = helperByName(name);
  if (helper) return helperLines(context, helper, end);
  const kfunc = kfuncByName(name);
  if (kfunc) {
    const { returns = 'void', parameters, since, flags, programTypes: types } = kfunc;
    return [
      code(signatureOf({ name, returns, parameters })),
      ...textLines(context.texts.kfunc(name)),
      since === undefined ? l10n.t('Kernel function') : l10n.t('Kernel function since Linux {0}', since),
      ...(flags.length > 0 ? [flags.map((flag) => `\`${flag}\``).join(' ')] : []),
      types.join(', ').toLowerCase(),
    ];
  }
  return constantLines(context, name) ?? headerLines(context, name);
}

function helperLines(context: FeatureContext, helper: Helper, offset: number): string[] {
  const inside = functionAt(context, offset);
  const users = inside ? context.facts.programsThatReach(inside) : [];
  const text = context.texts.helper(helper.name);
  const here = [...new Set(users.flatMap(({ programType }) => programType ?? []))].flatMap((type) => {
    const found = availability(helper, type, context.kernel);
    if (found.kind === 'never') return [l10n.t('⚠ No program of type {0} may call it.', type.toLowerCase())];
    return found.kind === 'since'
      ? [l10n.t('⚠ Programs of type {0} may call it since Linux {1}.', type.toLowerCase(), found.kernel)]
      : [];
  });
  const facts = [
    l10n.t('since Linux {0}', helper.since),
    ...(helper.gplOnly === 'yes' ? [l10n.t('GPL-only')] : []),
    ...(helper.mightSleep === true ? [l10n.t('may sleep')] : []),
    ...(helper.changesPacket === true ? [l10n.t('packet pointers are invalid after it')] : []),
    ...(helper.mayReturnNull === true ? [l10n.t('may return NULL')] : []),
  ];
  const types = Object.keys(helper.programTypes);
  const everyone = types.length >= 28;
  return [
    code(signatureOf(helper)),
    ...textLines(text),
    ...here,
    facts.join(' · '),
    everyone
      ? l10n.t('All program types may call it.')
      : l10n.t('Program types: {0}', types.join(', ').toLowerCase()),
    ...(helper.mapTypes ? [l10n.t('Map types: {0}', helper.mapTypes.join(', ').toLowerCase())] : []),
    ...kernelDocumentation(context, helper.name),
    `[docs.ebpf.io](https://docs.ebpf.io/linux/helper-function/${helper.name}/) · [bpf-helpers(7)](https://man7.org/linux/man-pages/man7/bpf-helpers.7.html)`,
  ];
}

/** The kernel's own words, under ours. */
function kernelDocumentation({ facts, helperHeader }: FeatureContext, name: string): string[] {
  const text = helperDocumentation(facts.included, name, helperHeader);
  return text === undefined ? [] : ['---', `*${l10n.t('The kernel says:')}*`, text, '---'];
}

function sectionLines(context: FeatureContext, offset: number): string[] | undefined {
  const program = context.document.model.programs.find(
    ({ section }) => offset >= section.literal.start && offset <= section.literal.end,
  );
  return program
    ? [code(`SEC("${program.section.text}")`), ...programLines(context, program.section.text)]
    : undefined;
}

function programLines(context: FeatureContext, section: string | undefined): string[] {
  const facts = context.facts.programs.find(({ program }) => program.section.text === section);
  if (facts?.match.kind !== 'program')
    return section === undefined ? [] : [l10n.t('libbpf does not know this section.')];
  const { definition, optional } = facts.match;
  const lines = [
    l10n.t('Program type {0}', `\`BPF_PROG_TYPE_${definition.programType}\``),
    ...(definition.attachType === undefined
      ? []
      : [l10n.t('Attach type {0}', `\`${definition.attachType}\``)]),
    l10n.t('Context {0}', `\`${definition.context}\``),
    ...(definition.target === undefined
      ? []
      : [l10n.t('Target {0}', `\`${definition.name}/${definition.target}\``)]),
    ...(definition.macro === undefined
      ? []
      : [l10n.t('Arguments by name with {0}', `\`${definition.macro}\``)]),
    ...(definition.sleepable === true ? [l10n.t('May sleep')] : []),
    ...(optional ? [l10n.t('Not loaded unless asked for, because of the question mark')] : []),
    l10n.t('Linux {0}, libbpf {1}', definition.kernel, definition.libbpf.replace(/^<=?/, '')),
  ];
  const type = `https://docs.ebpf.io/linux/program-type/BPF_PROG_TYPE_${definition.programType}/`;
  return [
    ...targetLines(context, section ?? ''),
    ...textLines(context.texts.section(definition.name) ?? context.texts.programType(definition.programType)),
    lines.map((line) => `- ${line}`).join('\n'),
    `[docs.ebpf.io](${type})`,
  ];
}

/** What the kernel of the target calls: its name and its arguments. */
function targetLines({ kernelTypes }: FeatureContext, section: string): string[] {
  const target = attachTargetOf(section, kernelTypes);
  if (!target) return [];
  const { name, returns, parameters } = target;
  return [code(`${returns}${returns.endsWith('*') ? '' : ' '}${name}(${parameters.join(', ') || 'void'})`)];
}

function memberLines(
  context: FeatureContext,
  last: number,
  name: string,
  offset: number,
): string[] | undefined {
  const inside = functionAt(context, offset);
  const type = inside && typeBefore(context, inside, context.document.tokens, last);
  const member = type && membersOf(context, type.base)?.find((one) => one.name === name);
  // What the file declares, C extensions explain.
  if (!member || member.from === 'file') return undefined;
  const { text, offset: at = 0, size, bits = 0 } = member;
  return [
    code(`${text} ${name}`),
    `\`${type.base}\` · ${size === undefined ? l10n.t('{0} bits at offset {1}', bits, at) : l10n.t('{0} bytes at offset {1}', size, at)}`,
  ];
}

function mapLines({ facts }: FeatureContext, map: MapModel): string[] {
  const type = facts.mapType(map);
  const field = (name: string): string | undefined => map.fields.get(name)?.text;
  const size = (name: string, sizeName: string): string | undefined => {
    const written = field(name);
    const bytes =
      written === undefined ? facts.constant(field(sizeName) ?? '') : facts.layoutNamed(written)?.size;
    const what = written === undefined ? '' : `\`${written}\``;
    if (bytes === undefined) return written === undefined ? undefined : what;
    return [what, l10n.t('{0} bytes', String(bytes))].filter((part) => part !== '').join(', ');
  };
  const entries = field('max_entries');
  const count = entries === undefined ? undefined : facts.constant(entries);
  const key = size('key', 'key_size');
  const value = size('value', 'value_size');
  const rows = [
    ...(type ? [l10n.t('Type {0}, since Linux {1}', `\`BPF_MAP_TYPE_${type.name}\``, type.since)] : []),
    ...(key === undefined ? [] : [l10n.t('Key {0}', key)]),
    ...(value === undefined ? [] : [l10n.t('Value {0}', value)]),
    ...(entries === undefined
      ? []
      : [l10n.t('Entries {0}', count === undefined ? `\`${entries}\`` : count.toLocaleString('en'))]),
    ...(field('map_flags') === undefined ? [] : [l10n.t('Flags {0}', `\`${field('map_flags') ?? ''}\``)]),
  ];
  return [code(`map ${map.name.text}`), rows.map((row) => `- ${row}`).join('\n')];
}

function globalLines({ facts }: FeatureContext, global: GlobalModel): string[] {
  const size = facts.layout(global.type)?.size;
  const declared = `${global.isConst ? 'const ' : ''}${global.isVolatile ? 'volatile ' : ''}${typeText({ ...global.type, qualifiers: [] })} ${global.name.text}`;
  const words =
    global.section === '.rodata' && global.isVolatile
      ? l10n.t(
          'In {0}: user space may set it before the program is loaded; the verifier then takes it for a constant.',
          '`.rodata`',
        )
      : l10n.t('In {0}', `\`${global.section}\``);
  return [code(declared), words, ...(size === undefined ? [] : [l10n.t('{0} bytes', size)])];
}

function fieldLines(
  context: FeatureContext,
  object: string,
  name: string,
  offset: number,
): string[] | undefined {
  const inside = functionAt(context, offset);
  const program = inside ? context.facts.program(inside) : undefined;
  if (
    !inside ||
    program?.programType === undefined ||
    inside.function.parameters[0]?.name.text !== object ||
    inside.macro !== undefined
  )
    return undefined;
  const field = programTypeByName(program.programType)?.fields.find((one) => one.name === name);
  if (!field) return undefined;
  const { read = [], write = [] } = field.access['*'] ?? {};
  const access =
    write.length > 0
      ? l10n.t('readable and writable')
      : read.length > 0
        ? l10n.t('readable')
        : l10n.t('not for every attach type');
  return [
    code(`${field.type} ${name}`),
    `${l10n.t('{0} bytes at offset {1}', field.size, field.offset)} · ${access}`,
  ];
}

function constantLines(context: FeatureContext, name: string): string[] | undefined {
  if (name.startsWith('BPF_MAP_TYPE_')) {
    const type = mapTypeByName(name);
    if (!type) return undefined;
    const rows = [
      l10n.t('since Linux {0}', type.since),
      l10n.t('Key {0}', `\`${type.key}\``),
      l10n.t('Value {0}', `\`${type.value}\``),
      l10n.t('Entries {0}', `\`${type.entries}\``),
      ...(type.allowedFlags.length > 0
        ? [l10n.t('Flags {0}', type.allowedFlags.map((flag) => `\`${flag}\``).join(' '))]
        : []),
    ];
    return [
      code(`${name} = ${type.id}`),
      ...textLines(context.texts.mapType(type.name)),
      rows.map((row) => `- ${row}`).join('\n'),
      `[docs.ebpf.io](https://docs.ebpf.io/linux/map-type/BPF_MAP_TYPE_${type.name}/)`,
    ];
  }
  for (const type of programTypes) {
    const value = type.returns.find((one) => one.name === name);
    if (value)
      return [
        code(`${name} = ${value.value}`),
        ...textLines(context.texts.constant(name)),
        l10n.t('Return value of {0}', `\`BPF_PROG_TYPE_${type.name}\``),
      ];
  }
  const flag = context.texts.constant(name);
  const value = context.facts.included.enumerator(name) ?? context.kernelTypes?.enumerator(name);
  return flag && [code(value === undefined ? name : `${name} = ${value}`), ...textLines(flag)];
}

function headerLines({ texts }: FeatureContext, name: string): string[] | undefined {
  const item = headerItemByName(name);
  return (
    item && [
      code(`${name}${typeof item.args === 'string' ? item.args : ''}`),
      ...textLines(texts.macro(name)),
      `\`<bpf/${item.header.replace(/^bpf\//, '')}>\`, libbpf ${item.since.replace(/^<=?/, '')}`,
    ]
  );
}

function code(text: string): string {
  return `\`\`\`c\n${text}\n\`\`\``;
}

function textLines(text: Text | undefined): string[] {
  return text ? [text.summary, ...(text.note === undefined ? [] : [text.note])] : [];
}
