/** Reads one top-level item: masks it, parses it, and turns the parser's tree into ours. */
import type { Block, FunctionItem, Item, Span } from './ast';
import { mask } from './mask';
import type { CParser } from './parser';
import { child, isBrokenInside, named, type RawNode } from './rawTree';
import type { Reader } from './readExpressions';
import { readBlock } from './readStatements';
import { readDeclarations, readParameter } from './readTypes';

/** Longer items are not read: nobody writes them by hand, and the parser's memory is not for tables of bytes. */
const longest = 400_000;

export function readItem(parser: CParser, text: string): Item {
  if (text.length > longest) return { kind: 'unknown', marks: [] };
  const { root, reader } = parse(parser, text);
  const { marks } = reader;
  for (const node of named(root)) {
    if (node.type === 'function_definition') {
      const found = functionOf(parser, text, reader, node, isBrokenInside(root));
      if (found) return { kind: 'function', function: found, marks };
    }
    if (declarationTypes.has(node.type)) {
      const whole = node.type.endsWith('_specifier')
        ? { ...root, children: [{ ...node, field: 'type' }] }
        : node;
      const isTypedef = node.type === 'type_definition';
      return { kind: 'declarations', declarations: readDeclarations(reader, whole), isTypedef, marks };
    }
  }
  return { kind: 'unknown', marks };
}

/** `struct a { … };` alone is a specifier to the parser. */
const declarationTypes = new Set([
  'declaration',
  'type_definition',
  'struct_specifier',
  'union_specifier',
  'enum_specifier',
]);

function parse(parser: CParser, text: string): { root: RawNode; reader: Reader } {
  const masked = mask(text);
  const slice = (span: Span): string => masked.text.slice(span.start, span.end);
  const reader: Reader = {
    text: slice,
    name: ({ start, end }) => ({ start, end, text: slice({ start, end }) }),
    marks: masked.marks,
  };
  return { root: parser.parse(masked.text), reader };
}

function functionOf(
  parser: CParser,
  text: string,
  reader: Reader,
  node: RawNode,
  broken: boolean,
): FunctionItem | undefined {
  const body = child(node, 'body');
  if (body?.type !== 'compound_statement') return undefined;
  // The definition reads as the declaration of a name of function type.
  const declared = readParameter(reader, node);
  const macro = reader.marks.find((mark) => mark.kind === 'programMacro');
  const name = macro?.kind === 'programMacro' ? macro.name : declared.name;
  if (name.text === '') return undefined;
  const { parameters = [], ...returns } = declared.type;
  const { start, end } = node;
  const one: FunctionItem = {
    start,
    end,
    name,
    returns,
    parameters,
    bodySpan: { start: body.start, end: body.end },
    broken,
    get body() {
      const known = parser.bodies.get(one);
      if (known) return known;
      const again = bodyOf(parser, text);
      parser.bodies.keep(one, again);
      return again;
    },
  };
  parser.bodies.keep(one, readBlock(reader, body));
  return one;
}

function bodyOf(parser: CParser, text: string): Block {
  const { root, reader } = parse(parser, text);
  const body = named(root)
    .filter(({ type }) => type === 'function_definition')
    .map((node) => child(node, 'body'))
    .find((node) => node?.type === 'compound_statement');
  return body ? readBlock(reader, body) : { start: 0, end: text.length, kind: 'block', body: [] };
}
