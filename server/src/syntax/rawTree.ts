/** The parser's tree copied into plain objects in one walk; nothing else touches WebAssembly. */
import type { Tree, TreeCursor } from 'web-tree-sitter';
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

export function copyTree(tree: Tree): RawNode {
  const cursor = tree.walk();
  try {
    return copy(cursor, 0);
  } finally {
    cursor.delete();
  }
}

/** Deeper than this, nothing is copied: the stack is finite, and nobody writes it by hand. */
const deepest = 800;

function copy(cursor: TreeCursor, depth: number): RawNode {
  const type = cursor.nodeType;
  const node: RawNode = {
    type,
    field: cursor.currentFieldName ?? undefined,
    isNamed: cursor.nodeIsNamed,
    start: cursor.startIndex,
    end: cursor.endIndex,
    children: [],
    isBroken: type === 'ERROR' || cursor.nodeIsMissing,
  };
  if (depth < deepest && cursor.gotoFirstChild()) {
    do {
      const child = copy(cursor, depth + 1);
      if (child.type !== 'comment') node.children.push(child);
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  return node;
}

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
