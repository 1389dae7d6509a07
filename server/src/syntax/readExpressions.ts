/** Expressions of the parser's tree as those of ast.ts. */
import { literalText } from '#bpf/source/literal';
import type { Expression, InitializerEntry, Mark, Name, Span } from './ast';
import { child, isBrokenInside, named, type RawNode } from './rawTree';
import { readBlock } from './readStatements';
import { readTypeName } from './readTypes';

/** What reading needs besides the tree. */
export interface Reader {
  /** Of the item, masked. */
  text(node: Span): string;
  name(node: Span): Name;
  readonly marks: readonly Mark[];
}

export function readExpression(reader: Reader, node: RawNode): Expression {
  const { start, end } = node;
  const at = { start, end };
  const read = (field: string): Expression => {
    const found = child(node, field);
    return found ? readExpression(reader, found) : { ...at, kind: 'unknown', parts: [], broken: true };
  };
  const operator = (): string => {
    const found = child(node, 'operator') ?? node.children.find(({ isNamed }) => !isNamed);
    return found ? reader.text(found) : '';
  };
  switch (node.type) {
    case 'identifier':
    case 'type_identifier':
    case 'primitive_type':
    case 'true':
    case 'false':
    case 'null':
    case 'field_identifier':
      return { ...at, kind: 'name', name: reader.text(node) };
    case 'number_literal':
      return { ...at, kind: 'number', text: reader.text(node) };
    case 'char_literal':
      return { ...at, kind: 'character', text: reader.text(node) };
    case 'string_literal':
      return { ...at, kind: 'string', text: literalText(reader.text(node)), pieces: [at] };
    case 'concatenated_string': {
      const pieces = named(node).filter(({ type }) => type === 'string_literal');
      if (pieces.length !== named(node).length) return unknown(reader, node);
      const text = pieces.map((piece) => literalText(reader.text(piece))).join('');
      return {
        ...at,
        kind: 'string',
        text,
        pieces: pieces.map((piece) => ({ start: piece.start, end: piece.end })),
      };
    }
    case 'parenthesized_expression': {
      const [inner] = named(node);
      if (!inner) return unknown(reader, node);
      if (inner.type === 'compound_statement')
        return { ...at, kind: 'block', body: readBlock(reader, inner) };
      return { ...readExpression(reader, inner), ...at };
    }
    case 'compound_statement':
      return { ...at, kind: 'block', body: readBlock(reader, node) };
    case 'call_expression': {
      const list = child(node, 'arguments');
      const given = list ? named(list).filter(({ isBroken }) => !isBroken) : [];
      if (list && named(list).some(({ type }) => type === 'compound_statement')) {
        const [block] = named(list);
        if (block) return { ...at, kind: 'block', body: readBlock(reader, block) };
      }
      return {
        ...at,
        kind: 'call',
        callee: read('function'),
        arguments: given.map((one) => readExpression(reader, one)),
      };
    }
    case 'field_expression': {
      const member = child(node, 'field');
      if (!member) return unknown(reader, node);
      const arrow = node.children.some(({ type }) => type === '->');
      return { ...at, kind: 'member', object: read('argument'), member: reader.name(member), arrow };
    }
    case 'subscript_expression':
      return { ...at, kind: 'index', object: read('argument'), index: read('index') };
    case 'pointer_expression':
      return operator() === '*'
        ? { ...at, kind: 'dereference', operand: read('argument') }
        : { ...at, kind: 'addressOf', operand: read('argument') };
    case 'unary_expression':
      return { ...at, kind: 'unary', operator: operator(), operand: read('argument') };
    case 'update_expression':
      return { ...at, kind: 'update', operator: operator(), operand: read('argument') };
    case 'binary_expression':
      return { ...at, kind: 'binary', operator: operator(), left: read('left'), right: read('right') };
    case 'assignment_expression':
      return { ...at, kind: 'assign', operator: operator(), left: read('left'), right: read('right') };
    case 'conditional_expression': {
      const then = child(node, 'consequence');
      return {
        ...at,
        kind: 'conditional',
        condition: read('condition'),
        ...(then ? { then: readExpression(reader, then) } : {}),
        otherwise: read('alternative'),
      };
    }
    case 'comma_expression':
      return { ...at, kind: 'comma', left: read('left'), right: read('right') };
    case 'cast_expression': {
      const type = child(node, 'type');
      return type
        ? { ...at, kind: 'cast', type: readTypeName(reader, type), operand: read('value') }
        : unknown(reader, node);
    }
    case 'sizeof_expression': {
      const type = child(node, 'type');
      const value = child(node, 'value');
      return {
        ...at,
        kind: 'sizeof',
        ...(type ? { type: readTypeName(reader, type) } : {}),
        ...(value ? { operand: readExpression(reader, value) } : {}),
      };
    }
    case 'compound_literal_expression': {
      const type = child(node, 'type');
      return type
        ? { ...at, kind: 'compound', type: readTypeName(reader, type), value: read('value') }
        : unknown(reader, node);
    }
    case 'initializer_list':
      return { ...at, kind: 'initializer', entries: named(node).map((one) => readEntry(reader, one)) };
    default:
      return unknown(reader, node);
  }
}

function readEntry(reader: Reader, node: RawNode): InitializerEntry {
  const { start, end } = node;
  if (node.type !== 'initializer_pair') {
    return { start, end, designators: [], value: readExpression(reader, node) };
  }
  const value = child(node, 'value');
  const designators = node.children
    .filter(({ field }) => field === 'designator')
    .flatMap((one): InitializerEntry['designators'][number][] => {
      const [inner] = named(one);
      if (!inner) return [];
      return [
        one.type === 'field_designator'
          ? { member: reader.name(inner) }
          : { index: readExpression(reader, inner) },
      ];
    });
  return {
    start,
    end,
    designators,
    value: value
      ? readExpression(reader, value)
      : { start: end, end, kind: 'unknown', parts: [], broken: true },
  };
}

export function unknown(reader: Reader, node: RawNode): Extract<Expression, { kind: 'unknown' }> {
  const { start, end } = node;
  const parts = named(node).map((one) => readExpression(reader, one));
  return { start, end, kind: 'unknown', parts, broken: isBrokenInside(node) };
}
