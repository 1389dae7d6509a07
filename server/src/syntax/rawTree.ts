/**
 * The parser's tree copied into plain objects in one walk; nothing else touches WebAssembly. Types and roles are asked
 * for by number: their names would be copied out of the parser's memory once for each node.
 */
import type { Language, Tree, TreeCursor } from 'web-tree-sitter';
import type { Span } from './ast';

export interface RawNode extends Span {
  type: string;
  /** The role in its parent: `left`, `body`, … */
  field: string | undefined;
  isNamed: boolean;
  children: RawNode[];
  /** The parser could not read it, or had to make it up. */
  isBroken: boolean;
}

/** The names of a grammar's types and roles by their numbers. */
export class Names {
  readonly #types: readonly string[];
  readonly #isNamed: readonly boolean[];
  readonly #fields: readonly (string | undefined)[];
  readonly #skipped: readonly boolean[];

  constructor(language: Language) {
    this.#types = language.types;
    this.#isNamed = language.types.map((_, id) => language.nodeTypeIsNamed(id));
    this.#skipped = language.types.map((type) => skipped.has(type));
    this.#fields = language.fields.map((name) => name ?? undefined);
  }

  copy(tree: Tree): RawNode {
    const cursor = tree.walk();
    try {
      return this.#copy(cursor, 0);
    } finally {
      cursor.delete();
    }
  }

  #copy(cursor: TreeCursor, depth: number, id = cursor.nodeTypeId): RawNode {
    const start = cursor.startIndex;
    const end = cursor.endIndex;
    const isError = id === errorId;
    const field = cursor.currentFieldId;
    const node: RawNode = {
      type: isError ? 'ERROR' : (this.#types[id] ?? ''),
      field: field === 0 ? undefined : this.#fields[field],
      isNamed: isError || this.#isNamed[id] === true,
      start,
      end,
      children: [],
      // What the parser made up has no width.
      isBroken: isError || (start === end && cursor.nodeIsMissing),
    };
    if (depth < deepest && cursor.gotoFirstChild()) {
      do {
        const childId = cursor.nodeTypeId;
        // Half of all nodes are brackets and semicolons, of which nobody wants to know more.
        if (this.#skipped[childId] !== true) node.children.push(this.#copy(cursor, depth + 1, childId));
      } while (cursor.gotoNextSibling());
      cursor.gotoParent();
    }
    return node;
  }
}

const skipped = new Set([
  'comment',
  '(',
  ')',
  '{',
  '}',
  '[',
  ']',
  ';',
  ',',
  '.',
  ':',
  'if',
  'for',
  'while',
  'return',
  '"',
]);

/** `ts_builtin_sym_error` */
const errorId = 65535;

/** Deeper than this, nothing is copied: the stack is finite, and nobody writes it by hand. */
const deepest = 800;

export function child(node: RawNode, field: string): RawNode | undefined {
  return node.children.find((one) => one.field === field);
}

export function children(node: RawNode, field: string): RawNode[] {
  return node.children.filter((one) => one.field === field);
}

export function named(node: RawNode): RawNode[] {
  return node.children.filter((one) => one.isNamed);
}

export function isBrokenInside(node: RawNode): boolean {
  return node.isBroken || node.children.some(isBrokenInside);
}
