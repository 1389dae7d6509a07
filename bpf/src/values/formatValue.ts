/**
 * A value in one line of C: `{ .pid = 42, .comm = "bash" }`, lists as `{1, 2}` without the zeros at their end. It is an
 * initialiser but for addresses, which stand in quotes as they are spoken; `parseValue` reads all of it back.
 */
import type { Btf } from '../btf/btf';
import { charText } from './charText';
import { formatOf, type Leaf } from './leaf';
import { textReader } from './leafText';
import { Shapes, type ArrayShape, type Shape, type StructShape } from './shapes';
import type { ValueOptions } from './valueColumn';

/** Ends with `…` where bytes are missing, and beyond `longest` characters or so. */
export function formatValue(
  btf: Btf,
  type: number,
  bytes: Uint8Array,
  options: ValueOptions = {},
  longest = 1_000_000,
): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return formatShape(new Shapes(btf).of(type, ''), view, 0, options, longest);
}

/** `at` is where the value begins. */
export function formatShape(
  shape: Shape,
  view: DataView,
  at: number,
  options: ValueOptions,
  longest: number,
): string {
  return new LineWriter(view, options, longest).write(shape, at, '', 0);
}

class LineWriter {
  constructor(
    private readonly view: DataView,
    private readonly options: ValueOptions,
    /** Characters that may still be written. */
    private left: number,
  ) {}

  write(shape: Shape, at: number, path: string, depth: number): string {
    // Whatever is written takes place, so that values of no bytes cannot go on for ever.
    this.left -= 2;
    const empty = shape.shape === 'struct' && shape.size === 0;
    if (this.left <= 0 || depth > deepest || (at >= this.view.byteLength && !empty)) return '…';
    switch (shape.shape) {
      case 'leaf': {
        const text = literalText(shape, this.view, at, this.options, path) || '…';
        this.left -= text.length;
        return text;
      }
      case 'struct': {
        const parts: string[] = [];
        this.members(shape, at, path, depth, parts);
        return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
      }
      case 'array':
        return this.list(shape, at, path, depth);
      case 'none':
        return '{}';
    }
  }

  private members(shape: StructShape, at: number, path: string, depth: number, parts: string[]): void {
    for (const member of shape.members) {
      if (this.left <= 0) {
        if (parts[parts.length - 1] !== '…') parts.push('…');
        return;
      }
      const inner = member.shape;
      if (inner.shape === 'none') continue;
      this.left -= member.name.length + 6;
      if (member.name !== '') {
        const memberPath = path === '' ? member.name : `${path}.${member.name}`;
        const text = this.write(inner, at + member.offset, memberPath, depth + 1);
        parts.push(text === '…' ? text : `.${member.name} = ${text}`);
        if (text === '…') return;
      } else if (inner.shape === 'struct' && depth < deepest) {
        this.members(inner, at + member.offset, path, depth + 1, parts);
        if (parts[parts.length - 1] === '…') return;
      }
    }
  }

  private list(shape: ArrayShape, at: number, path: string, depth: number): string {
    const parts: string[] = [];
    const end = endOfValues(this.view, at, shape.count * shape.stride);
    for (let index = 0; index < shape.count && at + index * shape.stride < end; index++) {
      const text = this.write(shape.element, at + index * shape.stride, `${path}[${index}]`, depth + 1);
      parts.push(text);
      if (text === '…') break;
    }
    if (at + shape.count * shape.stride > this.view.byteLength && parts[parts.length - 1] !== '…')
      parts.push('…');
    // Where the elements are numbers, C's own way to say that all are 0.
    if (parts.length === 0) return shape.element.shape === 'leaf' ? '{0}' : '{}';
    return `{${parts.join(', ')}}`;
  }
}

const deepest = 32;

/** Behind the last byte that is not 0: C fills what is not said with zeros. */
function endOfValues(view: DataView, at: number, size: number): number {
  let end = Math.min(at + size, view.byteLength);
  while (end > at && view.getUint8(end - 1) === 0) end--;
  return end;
}

function literalText(leaf: Leaf, view: DataView, at: number, options: ValueOptions, path: string): string {
  const format = formatOf(leaf, options.formats?.[path]);
  switch (format) {
    case 'text':
      if (leaf.kind !== 'int') return `"${charText(view, at, leaf.size, 'literal')}"`;
      break;
    case 'bytes':
      return byteList(view, at, leaf.size);
    case 'ipv4':
    case 'ipv6':
    case 'mac': {
      const text = textReader(leaf, format, options)(view, at);
      return text === '' ? '' : `"${text}"`;
    }
    default:
  }
  return textReader(leaf, format, options)(view, at);
}

function byteList(view: DataView, at: number, size: number): string {
  const end = endOfValues(view, at, size);
  const stop = Math.min(end, at + mostBytes);
  const parts: string[] = [];
  for (let next = at; next < stop; next++) parts.push(`0x${view.getUint8(next).toString(16)}`);
  if (stop < end) parts.push('…');
  return parts.length === 0 ? '{0}' : `{${parts.join(', ')}}`;
}

/** Of one member without a reading of its own. */
const mostBytes = 65_536;
