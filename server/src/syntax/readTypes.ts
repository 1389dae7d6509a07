/** Types and declarations: C's inside-out declarators, turned the right way round. */
import type { Declaration, Enumerator, Expression, Field, Name, TypeName } from './ast';
import { child, children, named, type RawNode } from './rawTree';
import { readExpression, type Reader } from './readExpressions';

/** Declarations of one statement: `int a, *b = 0;` gives two. */
export function readDeclarations(reader: Reader, node: RawNode): Declaration[] {
  const base = readBase(reader, node);
  const declarators = children(node, 'declarator');
  if (declarators.length === 0) {
    return [
      {
        start: node.start,
        end: node.end,
        name: noName(node.end),
        type: { ...base, start: node.start, end: node.end },
      },
    ];
  }
  return declarators.map((declarator) => readDeclarator(reader, declarator, base));
}

export function readParameter(reader: Reader, node: RawNode): Declaration {
  const base = readBase(reader, node);
  const declarator = child(node, 'declarator');
  if (declarator) return { ...readDeclarator(reader, declarator, base), start: node.start, end: node.end };
  return { start: node.start, end: node.end, name: noName(node.end), type: base };
}

/** Of a cast or `sizeof`: `const struct event *`. */
export function readTypeName(reader: Reader, node: RawNode): TypeName {
  const base = readBase(reader, node);
  const declarator = child(node, 'declarator');
  return declarator ? readDeclarator(reader, declarator, base).type : base;
}

function readBase(reader: Reader, node: RawNode): TypeName {
  const qualifiers = node.children
    .filter(({ type }) => type === 'type_qualifier' || type === 'storage_class_specifier')
    .map((one) => reader.text(one));
  const written = child(node, 'type');
  const plain: TypeName = {
    start: written?.start ?? node.start,
    end: written?.end ?? node.start,
    base: 'int',
    pointers: 0,
    arrays: [],
    isFunctionPointer: false,
    qualifiers,
  };
  if (!written) return plain;
  const body = child(written, 'body');
  const name = child(written, 'name');
  switch (written.type) {
    case 'struct_specifier':
    case 'union_specifier': {
      const keyword = written.type === 'struct_specifier' ? 'struct' : 'union';
      const base = name ? `${keyword} ${reader.text(name)}` : keyword;
      return body ? { ...plain, base, fields: readFields(reader, body) } : { ...plain, base };
    }
    case 'enum_specifier': {
      const base = name ? `enum ${reader.text(name)}` : 'enum';
      return body ? { ...plain, base, enumerators: readEnumerators(reader, body) } : { ...plain, base };
    }
    default:
      return { ...plain, base: reader.text(written).replace(/\s+/g, ' ').trim() };
  }
}

function readFields(reader: Reader, body: RawNode): Field[] {
  return named(body).flatMap((node): Field[] => {
    if (node.type.startsWith('preproc')) return readFields(reader, node);
    if (node.type !== 'field_declaration') return [];
    const bits = node.children.find(({ type }) => type === 'bitfield_clause');
    const width = bits ? named(bits)[0] : undefined;
    return readDeclarations(reader, node).map((field) =>
      width ? { ...field, bits: readExpression(reader, width) } : field,
    );
  });
}

function readEnumerators(reader: Reader, body: RawNode): Enumerator[] {
  return named(body).flatMap((node): Enumerator[] => {
    if (node.type.startsWith('preproc')) return readEnumerators(reader, node);
    const name = child(node, 'name');
    const value = child(node, 'value');
    if (node.type !== 'enumerator' || !name) return [];
    const one = reader.name(name);
    return [value ? { ...one, value: readExpression(reader, value) } : one];
  });
}

/** Walks from the outermost declarator to the name; what is met first is applied last. */
function readDeclarator(reader: Reader, declarator: RawNode, base: TypeName): Declaration {
  let pointers = 0;
  let isFunctionPointer = false;
  let parameters: Declaration[] | undefined;
  const arrays: (Expression | undefined)[] = [];
  let value: Expression | undefined;
  let name: Name | undefined;
  let at: RawNode | undefined = declarator;
  while (at) {
    const inner: RawNode | undefined =
      child(at, 'declarator') ?? named(at).find(({ type }) => /declarator|identifier/.test(type));
    switch (at.type) {
      case 'init_declarator': {
        const written = child(at, 'value');
        if (written) value = readExpression(reader, written);
        break;
      }
      case 'pointer_declarator':
      case 'abstract_pointer_declarator':
        if (parameters && inside(at, declarator)) isFunctionPointer = true;
        pointers++;
        break;
      case 'array_declarator':
      case 'abstract_array_declarator': {
        const size = child(at, 'size');
        arrays.unshift(size ? readExpression(reader, size) : undefined);
        break;
      }
      case 'function_declarator':
      case 'abstract_function_declarator': {
        const list = child(at, 'parameters');
        parameters = list ? readParameters(reader, list) : [];
        break;
      }
      case 'identifier':
      case 'field_identifier':
      case 'type_identifier':
      case 'primitive_type':
        name = reader.name(at);
        break;
    }
    at = name ? undefined : inner;
  }
  return {
    start: base.start < declarator.start ? base.start : declarator.start,
    end: declarator.end,
    name: name ?? noName(declarator.end),
    type: {
      ...base,
      pointers: base.pointers + pointers,
      arrays: [...base.arrays, ...arrays],
      isFunctionPointer,
      ...(parameters ? { parameters } : {}),
    },
    ...(value ? { value } : {}),
  };
}

/** A star below a list of parameters belongs to the function: `int (*f)(int)`. */
function inside(at: RawNode, declarator: RawNode): boolean {
  return at !== declarator;
}

export function readParameters(reader: Reader, list: RawNode): Declaration[] {
  const parameters = named(list)
    .filter(({ type }) => type === 'parameter_declaration')
    .map((one) => readParameter(reader, one));
  const [only] = parameters;
  const isVoid =
    parameters.length === 1 &&
    only?.type.base === 'void' &&
    only.type.pointers === 0 &&
    only.name.text === '';
  return isVoid ? [] : parameters;
}

function noName(at: number): Name {
  return { text: '', start: at, end: at };
}
