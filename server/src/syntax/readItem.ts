/** Reads one top-level item: masks it, parses it, and turns the parser's tree into ours. */
import type { FunctionItem, Item, Mark, Span } from './ast';
import { mask } from './mask';
import type { CParser } from './parser';
import { child, copyTree, isBrokenInside, named, type RawNode } from './rawTree';
import type { Reader } from './readExpressions';
import { readBlock } from './readStatements';
import { readDeclarations, readParameter } from './readTypes';

/** Longer items are not read: nobody writes them by hand, and the parser's memory is not for tables of bytes. */
const longest = 400_000;

export function readItem(parser: CParser, text: string): Item {
  if (text.length > longest) return { kind: 'unknown', marks: [] };
  const masked = mask(text);
  const tree = parser.parse(masked.text);
  try {
    return itemOf(copyTree(tree), masked.text, masked.marks);
  } finally {
    tree.delete();
  }
}

function itemOf(root: RawNode, text: string, marks: readonly Mark[]): Item {
  const slice = (span: Span): string => text.slice(span.start, span.end);
  const reader: Reader = {
    text: slice,
    name: ({ start, end }) => ({ start, end, text: slice({ start, end }) }),
    marks,
  };
  for (const node of named(root)) {
    if (node.type === 'function_definition') {
      const found = functionOf(reader, node, isBrokenInside(root));
      if (found) return { kind: 'function', function: found, marks };
    }
    if (
      node.type === 'declaration' ||
      node.type === 'struct_specifier' ||
      node.type === 'union_specifier' ||
      node.type === 'enum_specifier'
    ) {
      const whole = node.type === 'declaration' ? node : { ...root, children: [{ ...node, field: 'type' }] };
      return { kind: 'declarations', declarations: readDeclarations(reader, whole), isTypedef: false, marks };
    }
    if (node.type === 'type_definition') {
      return { kind: 'declarations', declarations: readDeclarations(reader, node), isTypedef: true, marks };
    }
  }
  return { kind: 'unknown', marks };
}

function functionOf(reader: Reader, node: RawNode, broken: boolean): FunctionItem | undefined {
  const body = child(node, 'body');
  if (body?.type !== 'compound_statement') return undefined;
  // The definition reads as the declaration of a name of function type.
  const declared = readParameter(reader, node);
  const macro = reader.marks.find((mark) => mark.kind === 'programMacro');
  const name = macro?.kind === 'programMacro' ? macro.name : declared.name;
  if (name.text === '') return undefined;
  const { parameters = [], ...returns } = declared.type;
  return {
    start: node.start,
    end: node.end,
    name,
    returns,
    parameters,
    body: readBlock(reader, body),
    broken,
  };
}
