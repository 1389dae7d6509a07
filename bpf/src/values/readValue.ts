/** A value as a tree of plain objects, for JSON: names, texts and addresses as texts, 64-bit numbers as bigint. */
import type { Btf } from '../btf/btf';
import { formatOf, widthOf, type Leaf } from './leaf';
import { textReader } from './leafText';
import { numberReader } from './readNumber';
import { Shapes, type Shape } from './shapes';
import { plainText } from './utf8';
import type { ValueFormat, ValueOptions } from './valueColumn';

export type Plain = string | number | bigint | boolean | null | Plain[] | { [name: string]: Plain };

/** Bytes that are missing leave their members out. Null for a type without a value. */
export function readValue(btf: Btf, type: number, bytes: Uint8Array, options: ValueOptions = {}): Plain {
  return valueReader(btf, type, options)(bytes);
}

/** `readValue` for many values of one type: the type is looked at once. */
export function valueReader(
  btf: Btf,
  type: number,
  options: ValueOptions = {},
): (bytes: Uint8Array) => Plain {
  const shape = new Shapes(btf).of(type, '');
  const readers: Readers = new Map();
  return (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new TreeReader(view, options, readers).read(shape, 0, '', 0) ?? null;
  };
}

type LeafReader = (view: DataView, at: number) => Plain | undefined;

/** A leaf's readers by format: the same member may be shown differently where it stands at two places. */
type Readers = Map<Leaf, Partial<Record<ValueFormat, LeafReader>>>;

class TreeReader {
  /** Values that may still be read. Real ones have a byte each; broken types can nest so that they double. */
  private left: number;

  constructor(
    private readonly view: DataView,
    private readonly options: ValueOptions,
    private readonly readers: Readers,
  ) {
    this.left = view.byteLength * 4 + 1000;
  }

  read(shape: Shape, at: number, path: string, depth: number): Plain | undefined {
    if (this.left-- <= 0 || depth > deepest || at > this.view.byteLength) return undefined;
    switch (shape.shape) {
      case 'leaf':
        return this.leaf(shape, at, path);
      case 'struct': {
        const entries: [string, Plain][] = [];
        this.members(shape, at, path, depth, entries);
        // Unlike an assignment this makes a member of any name, `__proto__` too.
        return Object.fromEntries(entries);
      }
      case 'array': {
        const list: Plain[] = [];
        for (let index = 0; index < shape.count; index++) {
          const way = this.way(path, `[${index}]`);
          const value = this.read(shape.element, at + index * shape.stride, way, depth + 1);
          if (value === undefined) break;
          list.push(value);
        }
        return list;
      }
      case 'none':
        return undefined;
    }
  }

  private members(
    shape: Shape & { shape: 'struct' },
    at: number,
    path: string,
    depth: number,
    entries: [string, Plain][],
  ): void {
    for (const member of shape.members) {
      if (this.left-- <= 0) return;
      const inner = member.shape;
      if (member.name === '') {
        if (inner.shape === 'struct' && depth < deepest)
          this.members(inner, at + member.offset, path, depth + 1, entries);
        continue;
      }
      const value = this.read(inner, at + member.offset, this.way(path, `.${member.name}`), depth + 1);
      if (value !== undefined) entries.push([member.name, value]);
    }
  }

  /** The id of a part; only looked at where formats were chosen. */
  private way(path: string, step: string): string {
    if (this.options.formats === undefined) return '';
    return path === '' && step.startsWith('.') ? step.slice(1) : path + step;
  }

  private leaf(leaf: Leaf, at: number, path: string): Plain | undefined {
    const format = formatOf(leaf, this.options.formats?.[path]);
    let readers = this.readers.get(leaf);
    if (!readers) this.readers.set(leaf, (readers = {}));
    const reader = (readers[format] ??= leafReader(leaf, format, this.options));
    return reader(this.view, at);
  }
}

const deepest = 32;

function leafReader(leaf: Leaf, format: ValueFormat, options: ValueOptions): LeafReader {
  const number = numberReader(leaf);
  const text = textReader(leaf, format, options);
  const orNone = (value: string): string | undefined => (value === '' ? undefined : value);
  switch (format) {
    case 'number':
    case 'duration': {
      const wide = widthOf(leaf) > 32;
      return (view, at) => {
        const value = number(view, at);
        return wide && value !== undefined ? BigInt(value) : value;
      };
    }
    case 'bool':
      return (view, at) => {
        const value = number(view, at);
        return value === 0 ? false : value === 1 ? true : value;
      };
    case 'enum':
      return (view, at) => {
        const value = number(view, at);
        return value === undefined ? undefined : (leaf.names?.nameOf(value) ?? value);
      };
    case 'float':
      return (view, at) => (at + leaf.size > view.byteLength ? undefined : (number(view, at) ?? NaN));
    case 'text':
      if (leaf.kind === 'int') return (view, at) => orNone(text(view, at));
      return (view, at) => (at < view.byteLength ? plainText(view, at, leaf.size) : undefined);
    case 'bytes':
      return (view, at) => byteList(view, at, leaf.size);
    default:
      return (view, at) => orNone(text(view, at));
  }
}

function byteList(view: DataView, at: number, size: number): number[] | undefined {
  const end = Math.min(at + size, view.byteLength);
  if (at >= end) return undefined;
  return Array.from(new Uint8Array(view.buffer, view.byteOffset + at, end - at));
}
