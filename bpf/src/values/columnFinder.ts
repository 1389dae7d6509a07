/** Walks over a type and collects its columns, within the bounds that broken and very wide types need. */
import { sizeOf } from '../btf/measure';
import { bytesLeaf } from './bytesColumns';
import type { Leaf } from './leaf';
import type { ArrayShape, Shape, Shapes, StructShape } from './shapes';
import { leafColumn, treeColumn, type TypedColumn } from './typedColumn';
import { typeName } from './typeName';
import type { ValueOptions } from './valueColumn';

export interface ColumnProblem {
  code:
    /** The type has no values: `void`, a function, a struct that is only declared. */
    | 'noSize'
    /** More columns than are shown; the rest is the column `…`. */
    | 'manyColumns'
    /** Nested too deep to be real. */
    | 'deep'
    /** The member reaches out of its struct. */
    | 'outside';
  /** The column or member. */
  id: string;
}

export const mostColumns = 256;

/** Longer lists are one column, and those whose elements would make too many together. */
const longestSpread = 8;
const mostSpreadColumns = 32;

const deepest = 24;

interface Found {
  id: string;
  /** Of the member alone, or of the list whose element it is. */
  name: string;
  type: number;
  /** Width of a bit-field, else 0. */
  bits: number;
  offset: number;
}

export class ColumnFinder {
  readonly columns: TypedColumn[] = [];
  readonly problems: ColumnProblem[] = [];
  private readonly ids = new Set<string>();
  /** Members that may still be looked at: empty structs make no columns, and can be many. */
  private steps = 20_000;
  private full = false;

  constructor(
    private readonly shapes: Shapes,
    private readonly options: ValueOptions,
    private readonly size: number,
  ) {}

  add(shape: Shape, found: Found, depth: number): void {
    if (this.full) return;
    if (this.columns.length >= mostColumns - 1 || this.steps-- <= 0) {
      this.full = true;
      this.problems.push({ code: 'manyColumns', id: found.id });
      if (found.offset < this.size) this.rest(found.offset, this.size - found.offset);
      return;
    }
    switch (shape.shape) {
      case 'leaf': {
        this.leaf(shape, found);
        return;
      }
      case 'struct':
        if (depth >= deepest) {
          this.problem('deep', found.id);
          return;
        }
        {
          this.members(shape, `${found.id}.`, found.offset, depth + 1);
          return;
        }
      case 'array':
        if (depth >= deepest) {
          this.problem('deep', found.id);
          return;
        }
        if (this.spreads(shape)) {
          this.elements(shape, found, depth + 1);
          return;
        }
        {
          this.tree(shape, found);
          return;
        }
      case 'none':
        // A list of no elements at the end of a struct is no mistake.
        if (sizeOf(this.shapes.btf, found.type) !== 0) this.problem('noSize', found.id);
    }
  }

  members(shape: StructShape, prefix: string, offset: number, depth: number): void {
    for (const member of shape.members) {
      if (this.full) return;
      const found = {
        id: prefix + member.name,
        name: member.name,
        type: member.type,
        bits: member.bitSize,
        offset: offset + member.offset,
      };
      const inner = member.shape;
      if (member.name !== '') this.add(inner, found, depth);
      else if (inner.shape === 'struct') {
        if (depth < deepest && this.steps-- > 0) this.members(inner, prefix, found.offset, depth + 1);
        else this.problem('deep', prefix);
      }
    }
  }

  elements(shape: ArrayShape, list: Found, depth: number): void {
    for (let index = 0; index < shape.count; index++) {
      const found = {
        name: list.name,
        type: shape.elementType,
        bits: 0,
        offset: list.offset + index * shape.stride,
      };
      this.add(shape.element, { ...found, id: `${list.id}[${index}]` }, depth);
    }
  }

  spreads(shape: ArrayShape): boolean {
    return shape.count <= longestSpread && this.count(shape, 0) <= mostSpreadColumns;
  }

  /** The bytes that have no columns of their own. */
  rest(offset: number, size: number): void {
    this.columns.push(leafColumn({ id: '…', type: '', offset }, bytesLeaf(size), this.options));
  }

  /** Columns of a shape, or some number above the limit. */
  private count(shape: Shape, depth: number): number {
    if (depth > deepest) return mostSpreadColumns + 1;
    if (shape.shape === 'array') {
      if (shape.count > longestSpread) return 1;
      return shape.count * this.count(shape.element, depth + 1);
    }
    if (shape.shape !== 'struct') return 1;
    let count = 0;
    for (const member of shape.members) {
      if (count > mostSpreadColumns || this.steps-- <= 0) return mostSpreadColumns + 1;
      count += this.count(member.shape, depth + 1);
    }
    return count;
  }

  private leaf(leaf: Leaf, found: Found): void {
    if (found.offset + leaf.size > this.size) {
      this.problem('outside', found.id);
      return;
    }
    const name = typeName(this.shapes.btf, found.type);
    const type = found.bits > 0 ? `${name} : ${found.bits}` : name;
    this.columns.push(
      leafColumn({ id: this.unique(found.id), type, offset: found.offset }, leaf, this.options),
    );
  }

  private tree(inner: ArrayShape, found: Found): void {
    const { btf } = this.shapes;
    const size = inner.count * inner.stride;
    if (found.offset + size > this.size) {
      this.problem('outside', found.id);
      return;
    }
    const place = { id: this.unique(found.id), type: typeName(btf, found.type), offset: found.offset };
    const part = { shape: inner, type: found.type, name: found.name, at: 0 };
    const content = { shape: 'tree', shapes: this.shapes, part } as const;
    this.columns.push(treeColumn(place, content, size, this.options));
  }

  /** No C has two members of one name; what is chosen by name must be one column all the same. */
  private unique(id: string): string {
    let name = id;
    for (let count = 2; this.ids.has(name); count++) name = `${id}#${count}`;
    this.ids.add(name);
    return name;
  }

  private problem(code: ColumnProblem['code'], id: string): void {
    if (this.problems.length < mostProblems) this.problems.push({ code, id });
  }
}

const mostProblems = 100;
