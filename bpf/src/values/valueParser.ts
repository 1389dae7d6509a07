/**
 * Fills bytes from the text of a value, guided by its shape. Braces may not be left out as C allows; casts before braces
 * are passed over. After most problems it goes on, so that all of them are told at once.
 */
import { indexDesignator, memberDesignator } from './designator';
import { encodeLeaf } from './encodeLeaf';
import type { Leaf } from './leaf';
import { findMember, followPath, positional, type Part } from './memberPath';
import type { ArrayShape, Shape, Shapes, StructShape } from './shapes';
import { someNames, type ValueFault, type ValueProblem } from './valueProblem';
import { ValueText } from './valueText';

/** Into `bytes`, all of them; in a cell, `…` at the end of a list or struct leaves what it stands for as it is. */
export function parseShape(
  shapes: Shapes,
  part: Part,
  text: string,
  bytes: Uint8Array,
  place: 'value' | 'cell',
): ValueProblem[] {
  const parser = new ValueParser(shapes, new ValueText(text), bytes, place);
  parser.whole(part);
  return parser.problems;
}

class ValueParser {
  readonly problems: ValueProblem[] = [];
  private readonly present: Uint8Array;
  /** After a problem that leaves it open how to go on. */
  private lost = false;

  constructor(
    private readonly shapes: Shapes,
    private readonly text: ValueText,
    private readonly bytes: Uint8Array,
    private readonly place: 'value' | 'cell',
  ) {
    this.present = place === 'cell' ? bytes.slice() : bytes;
    bytes.fill(0);
  }

  whole(part: Part): void {
    const { length } = this.text.text;
    if (length > longestInput) {
      this.problem({ code: 'tooLarge', size: length, most: longestInput });
      return;
    }
    if (this.text.next() === '') {
      this.problem({ code: 'empty' });
      return;
    }
    this.value(part, 0);
    this.text.take(';');
    if (!this.lost && this.text.next() !== '') this.problem({ code: 'unexpected', text: this.text.sample() });
  }

  private value(part: Part, depth: number): void {
    if (depth > deepest) {
      this.stop({ code: 'deep' });
      return;
    }
    if (this.text.next() === '(') this.text.match(cast);
    const first = this.text.next();
    if (first === '{' || first === '[') {
      this.braces(part, depth);
      return;
    }
    if (part.shape.shape === 'leaf') {
      this.leaf(part.shape, part.at);
      return;
    }
    const sample = this.text.sample();
    this.problem(part.shape.shape === 'none' ? { code: 'noSize' } : { code: 'wantsBraces', text: sample });
    this.text.skip();
  }

  private leaf(leaf: Leaf, at: number): void {
    const start = this.text.at;
    const literal = this.text.literal();
    if (!literal) {
      this.stop({ code: 'unterminated' }, start);
      return;
    }
    if (literal.text === '' && literal.style === 'bare') {
      this.unexpected();
      return;
    }
    if (at + leaf.size > this.bytes.length) {
      this.problem({ code: 'outside' }, start);
      return;
    }
    const present = this.bytes.subarray(at, at + leaf.size);
    const result = encodeLeaf(leaf, leaf.formats[0], literal, present);
    if ('fault' in result) this.problem(result.fault, start);
    else this.bytes.set(result.bytes, at);
  }

  private braces(part: Part, depth: number): void {
    const start = this.text.at;
    const { shape } = part;
    const inner: Shape = shape.shape === 'leaf' ? this.shapes.structure(part.type, part.name) : shape;
    if (inner.shape === 'none') {
      this.problem(
        shape.shape === 'none' ? { code: 'noSize' } : { code: 'noBraces', text: this.text.sample() },
      );
      this.text.skip();
      return;
    }
    const close = this.text.next() === '{' ? '}' : ']';
    this.text.at++;
    // C's way to say that all is 0, whatever the first member is.
    if (this.text.match(/0\s*(?=[}\]])/y)) {
      if (!this.text.take(close)) this.unexpected();
      return;
    }
    let index = 0;
    while (!this.text.take(close)) {
      if (this.text.next() === '') {
        this.stop({ code: 'unterminated' }, start);
        return;
      }
      const mark = this.text.match(rest);
      if (mark && this.place === 'value') this.problem({ code: 'cut' }, this.text.at - mark[0].length);
      else if (mark) this.keep(inner, part.at, index);
      else if (inner.shape === 'struct') index = this.member(inner, part, index, depth);
      else index = this.element(inner, part, index, depth);
      if (this.lost) return;
      const next = this.text.next();
      if (next === ',') this.text.at++;
      else if (next !== close && next !== '') {
        this.unexpected();
        return;
      }
    }
  }

  /** What follows the first `index` parts stays as it was. */
  private keep(inner: StructShape | ArrayShape, at: number, index: number): void {
    const list = inner.shape === 'array';
    const from = at + (list ? index * inner.stride : (positional(inner)[index]?.offset ?? inner.size));
    const end = at + (list ? inner.count * inner.stride : inner.size);
    if (from < end) this.bytes.set(this.present.subarray(from, end), Math.min(from, this.bytes.length));
  }

  /** Returns the index of the member that follows. */
  private member(struct: StructShape, part: Part, index: number, depth: number): number {
    const { text } = this;
    const start = text.at;
    const names = memberDesignator(text, struct);
    const members = positional(struct);
    if (!names) {
      const member = members[index];
      if (!member || (struct.union && index > 0)) {
        this.problem({ code: 'tooMany', most: struct.union ? 1 : members.length }, start);
        text.skip();
        return index;
      }
      const { shape, type, name } = member;
      this.value({ shape, type, name, at: part.at + member.offset }, depth + 1);
      return index + 1;
    }
    const target = followPath(this.shapes, { ...part, shape: struct }, names);
    if ('shape' in target) this.value(target, depth + 1);
    else {
      this.problem({ code: 'unknownMember', text: target.unknown, names: someNames(target.names) }, start);
      text.skip();
    }
    const [first = ''] = names;
    const position = members.findIndex(
      ({ name, shape }) =>
        name === first || (name === '' && shape.shape === 'struct' && findMember(shape, first)),
    );
    return position < 0 ? index : position + 1;
  }

  private element(array: ArrayShape, part: Part, index: number, depth: number): number {
    const { text } = this;
    const start = text.at;
    const { first, last } = indexDesignator(text) ?? { first: index, last: index };
    if (first >= array.count || last >= array.count || last < first) {
      this.problem({ code: 'tooMany', most: array.count }, start);
      text.skip();
      return index;
    }
    const at = part.at + first * array.stride;
    this.value({ shape: array.element, type: array.elementType, name: part.name, at }, depth + 1);
    for (let next = first + 1; next <= last; next++) {
      const to = part.at + next * array.stride;
      if (to + array.stride > this.bytes.length) break;
      this.bytes.copyWithin(to, at, at + array.stride);
    }
    return last + 1;
  }

  private unexpected(): void {
    const sample = this.text.sample();
    this.stop(sample === '' ? { code: 'unterminated' } : { code: 'unexpected', text: sample });
  }

  private stop(fault: ValueFault, at = this.text.at): void {
    this.problem(fault, at);
    this.lost = true;
  }

  private problem(fault: ValueFault, at = this.text.at): void {
    if (this.problems.length < mostProblems) this.problems.push({ ...fault, at });
  }
}

const deepest = 64;
const mostProblems = 100;
const longestInput = 16 * 1024 * 1024;
const cast = /\([\w\s*]*\)/y;
const rest = /…|\.\.\./y;
