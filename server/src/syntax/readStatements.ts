/** Statements of the parser's tree as those of ast.ts. */
import type { Block, Expression, Statement } from './ast';
import { child, named, type RawNode } from './rawTree';
import { readExpression, unknown, type Reader } from './readExpressions';
import { readDeclarations } from './readTypes';

export function readBlock(reader: Reader, node: RawNode): Block {
  return { start: node.start, end: node.end, kind: 'block', body: readList(reader, named(node)) };
}

function readList(reader: Reader, nodes: readonly RawNode[]): Statement[] {
  return nodes.map((node) => readStatement(reader, node));
}

export function readStatement(reader: Reader, node: RawNode): Statement {
  const at = { start: node.start, end: node.end };
  const expression = (field: string): Expression => {
    const found = child(node, field);
    return found
      ? readExpression(reader, found)
      : { start: at.end, end: at.end, kind: 'unknown', parts: [], broken: true };
  };
  const statement = (field: string): Statement => {
    const found = child(node, field);
    return found ? readStatement(reader, found) : { start: at.end, end: at.end, kind: 'empty' };
  };
  switch (node.type) {
    case 'compound_statement':
      return readBlock(reader, node);
    case 'expression_statement': {
      const [inner] = named(node);
      return inner
        ? { ...at, kind: 'expression', expression: readExpression(reader, inner) }
        : { ...at, kind: 'empty' };
    }
    case 'declaration':
      return { ...at, kind: 'declaration', declarations: readDeclarations(reader, node) };
    case 'type_definition':
      return { ...at, kind: 'empty' };
    case 'if_statement': {
      const otherwise = child(node, 'alternative');
      const inner = otherwise?.type === 'else_clause' ? named(otherwise)[0] : otherwise;
      return {
        ...at,
        kind: 'if',
        condition: expression('condition'),
        then: statement('consequence'),
        ...(inner ? { otherwise: readStatement(reader, inner) } : {}),
      };
    }
    case 'for_statement': {
      const macro = loopMacroAt(reader, node);
      const initializer = child(node, 'initializer');
      const condition = child(node, 'condition');
      const update = child(node, 'update');
      return {
        ...at,
        kind: 'for',
        ...(macro ? { macro } : {}),
        ...(initializer ? { initializer: readInitializer(reader, initializer) } : {}),
        ...(condition ? { condition: readExpression(reader, condition) } : {}),
        ...(update ? { update: readExpression(reader, update) } : {}),
        body: statement('body'),
      };
    }
    case 'while_statement': {
      const macro = loopMacroAt(reader, node);
      if (macro)
        return { ...at, kind: 'for', macro, condition: expression('condition'), body: statement('body') };
      return { ...at, kind: 'while', condition: expression('condition'), body: statement('body') };
    }
    case 'do_statement':
      return { ...at, kind: 'do', condition: expression('condition'), body: statement('body') };
    case 'switch_statement':
      return { ...at, kind: 'switch', condition: expression('condition'), body: statement('body') };
    case 'case_statement': {
      const value = child(node, 'value');
      const body = named(node).filter((one) => one !== value);
      return {
        ...at,
        kind: 'case',
        ...(value ? { value: readExpression(reader, value) } : {}),
        body: readList(reader, body),
      };
    }
    case 'labeled_statement': {
      const label = child(node, 'label');
      const body = named(node).find((one) => one !== label);
      if (!label) break;
      return {
        ...at,
        kind: 'label',
        label: reader.name(label),
        ...(body ? { body: readStatement(reader, body) } : {}),
      };
    }
    case 'goto_statement': {
      const label = child(node, 'label');
      if (!label) break;
      return { ...at, kind: 'goto', label: reader.name(label) };
    }
    case 'return_statement': {
      const [value] = named(node);
      return { ...at, kind: 'return', ...(value ? { value: readExpression(reader, value) } : {}) };
    }
    case 'break_statement':
      return { ...at, kind: 'break' };
    case 'continue_statement':
      return { ...at, kind: 'continue' };
    case 'attributed_statement': {
      const inner = named(node).find(({ type }) => type !== 'attribute_declaration');
      return inner ? readStatement(reader, inner) : { ...at, kind: 'empty' };
    }
    case 'preproc_if':
    case 'preproc_ifdef':
      return readBranches(reader, node);
    case 'preproc_def':
    case 'preproc_function_def':
    case 'preproc_call':
    case 'preproc_include':
      return { ...at, kind: 'empty' };
  }
  return { ...unknown(reader, node), ...at, kind: 'unknown' };
}

function readInitializer(reader: Reader, node: RawNode): Statement {
  if (node.type === 'declaration') return readStatement(reader, node);
  const { start, end } = node;
  return { start, end, kind: 'expression', expression: readExpression(reader, node) };
}

/** `#if a … #elif b … #else … #endif`; the parser nests each further branch in the one before. */
function readBranches(reader: Reader, node: RawNode): Statement {
  const branches: Statement[][] = [];
  let hasElse = false;
  for (let at: RawNode | undefined = node; at; at = child(at, 'alternative')) {
    const own: RawNode = at;
    hasElse ||= own.type === 'preproc_else';
    const body = named(own).filter(({ field }) => field === undefined);
    branches.push(readList(reader, body));
  }
  return { start: node.start, end: node.end, kind: 'branches', branches, hasElse };
}

function loopMacroAt(reader: Reader, node: RawNode): 'bpf_for' | 'bpf_for_each' | 'bpf_repeat' | undefined {
  // The masked keyword stands inside the macro's name.
  for (const mark of reader.marks) {
    if (mark.kind === 'loopMacro' && node.start >= mark.start && node.start < mark.start + mark.macro.length)
      return mark.macro;
  }
  return undefined;
}
