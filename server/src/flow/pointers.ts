/**
 * Pointers that a helper may have returned as NULL, followed through a function: whether one was tested, whether it is
 * still held. A pointer that is copied, stored, or handed to another function is followed no further, and so is one
 * whose address is taken: what happens to it elsewhere nobody here knows, and silence is better than a false alarm.
 */
import type { Declaration, Expression, FunctionItem } from '../syntax/ast';
import type { Edge, Step } from './controlFlow';
import type { Analysis } from './dataFlow';
import { expressionsOf, operandsOf, walk } from './walk';

/** What a pointer may be, as bits. */
export const Bits = { isNull: 1, isHeld: 2, isReleased: 4, isUntested: 8 } as const;

export interface Pointer {
  bits: number;
  /** Name of the helper that returned it. */
  source: string;
}

export type Pointers = ReadonlyMap<string, Pointer>;

export interface PointerRules {
  /** Whether a call of this name returns a pointer to be followed. */
  isSource(name: string): boolean;
  /** Whether a call of this name takes it back: its first argument. */
  isRelease(name: string): boolean;
  /** Whether it may be handed to this function and still be followed. */
  keeps(name: string): boolean;
  /** Told of each look through a pointer, and of each way out. */
  used?(pointer: Pointer, name: string, at: Expression): void;
  returned?(pointers: Pointers, step: Extract<Step, { kind: 'return' }>): void;
}

export function pointerAnalysis(one: FunctionItem, rules: PointerRules): Analysis<Pointers> {
  const untracked = addressTaken(one);
  return {
    start: new Map(),
    step: (state, step) => {
      const next = new Follower(new Map(state), rules, untracked);
      if (step.kind === 'declare') next.declare(step.declaration);
      else if (step.kind === 'evaluate') next.evaluate(step.expression);
      else {
        if (step.value) next.give(step.value);
        rules.returned?.(next.state, step);
      }
      return next.state;
    },
    edge: refine,
    join: (a, b) => {
      const joined = new Map<string, Pointer>();
      for (const [name, pointer] of a) {
        const other = b.get(name);
        if (!other || other.source !== pointer.source) continue;
        // Tested on one way is tested: the other way may be one that is never gone without.
        const untested = pointer.bits & other.bits & Bits.isUntested;
        joined.set(name, { ...pointer, bits: ((pointer.bits | other.bits) & ~Bits.isUntested) | untested });
      }
      return joined;
    },
    equal: (a, b) =>
      a.size === b.size &&
      [...a].every(
        ([name, { bits, source }]) => b.get(name)?.bits === bits && b.get(name)?.source === source,
      ),
  };
}

function refine(state: Pointers, { condition, holds }: Edge): Pointers | undefined {
  const test = condition && nullTest(condition);
  const pointer = test && state.get(test.name);
  if (!test || !pointer) return state;
  const isNull = test.isNull === holds;
  const bits = pointer.bits & (isNull ? Bits.isNull : Bits.isHeld | Bits.isReleased);
  // A way that cannot be gone says nothing.
  if (bits === 0) return undefined;
  return new Map(state).set(test.name, { ...pointer, bits });
}

/** `p`, `p == NULL`, `0 != p`, `(p = lookup())`: which name, and whether it holds for NULL. */
function nullTest(condition: Expression): { name: string; isNull: boolean } | undefined {
  const name = nameIn(condition);
  if (name !== undefined) return { name, isNull: false };
  if (condition.kind === 'unary' && condition.operator === '!') {
    const inner = nullTest(condition.operand);
    return inner && { name: inner.name, isNull: !inner.isNull };
  }
  if (condition.kind !== 'binary' || (condition.operator !== '==' && condition.operator !== '!='))
    return undefined;
  const { left, right, operator } = condition;
  const found = isNullConstant(right) ? nameIn(left) : isNullConstant(left) ? nameIn(right) : undefined;
  return found === undefined ? undefined : { name: found, isNull: operator === '==' };
}

function nameIn(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind === 'cast') return nameIn(expression.operand);
  return expression.kind === 'assign' && expression.operator === '=' ? nameIn(expression.left) : undefined;
}

function isNullConstant(expression: Expression): boolean {
  if (expression.kind === 'cast') return isNullConstant(expression.operand);
  return (
    (expression.kind === 'name' && expression.name === 'NULL') ||
    (expression.kind === 'number' && expression.text === '0')
  );
}

function callIn(expression: Expression): Extract<Expression, { kind: 'call' }> | undefined {
  if (expression.kind === 'cast') return callIn(expression.operand);
  return expression.kind === 'call' ? expression : undefined;
}

function addressTaken(one: FunctionItem): ReadonlySet<string> {
  const inside = { function: one };
  const names = new Set<string>();
  const add = (expression: Expression): void => {
    if (expression.kind === 'name') names.add(expression.name);
  };
  for (const { operand } of expressionsOf(inside, 'addressOf')) add(operand);
  // What is in a block of its own, or could not be read, may do anything.
  for (const { parts } of expressionsOf(inside, 'unknown')) parts.forEach(add);
  for (const { body } of expressionsOf(inside, 'block')) walk(body, { expression: add });
  return names;
}

/** Evaluates expressions on a state of its own. */
class Follower {
  constructor(
    readonly state: Map<string, Pointer>,
    private readonly rules: PointerRules,
    private readonly untracked: ReadonlySet<string>,
  ) {}

  declare({ name, value }: Declaration): void {
    this.state.delete(name.text);
    if (value) this.#assign(name.text, value);
  }

  evaluate(expression: Expression): void {
    switch (expression.kind) {
      case 'assign':
        if (expression.operator === '=' && expression.left.kind === 'name') {
          this.#assign(expression.left.name, expression.right);
          return;
        }
        this.evaluate(expression.left);
        this.#value(expression.right);
        if (expression.left.kind === 'name') this.state.delete(expression.left.name);
        return;
      case 'update':
        this.evaluate(expression.operand);
        if (expression.operand.kind === 'name') this.state.delete(expression.operand.name);
        return;
      case 'sizeof':
        return;
      case 'addressOf':
        // `&p->field` is arithmetic; the object behind it is not looked at.
        if (expression.operand.kind === 'member' && nameIn(expression.operand.object) !== undefined) {
          this.#forget(expression.operand.object);
          return;
        }
        break;
      case 'member':
        if (expression.arrow) this.#look(expression.object, expression);
        break;
      case 'dereference':
        this.#look(expression.operand, expression);
        break;
      case 'index':
        this.#look(expression.object, expression);
        this.#value(expression.index);
        break;
      case 'call':
        this.#call(expression);
        return;
      case 'conditional':
        this.#conditional(expression);
        return;
      case 'binary':
        if (expression.operator === '&&' || expression.operator === '||') {
          this.#shortCircuit(expression);
          return;
        }
        // Comparing with anything but NULL is more than we follow.
        if (!nullTest(expression)) for (const side of [expression.left, expression.right]) this.#forget(side);
        break;
      case 'initializer':
        for (const { value } of expression.entries) this.#value(value);
        return;
    }
    for (const operand of operandsOf(expression)) this.evaluate(operand);
  }

  #assign(name: string, value: Expression): void {
    const call = callIn(value);
    const source = call?.callee.kind === 'name' ? call.callee.name : undefined;
    this.#value(value);
    this.state.delete(name);
    if (source === undefined || !this.rules.isSource(source) || this.untracked.has(name)) return;
    this.state.set(name, { bits: Bits.isNull | Bits.isHeld | Bits.isUntested, source });
  }

  /** A value that goes somewhere: a pointer among it is followed no further. */
  give(expression: Expression): void {
    this.#value(expression);
  }

  #value(expression: Expression): void {
    this.evaluate(expression);
    this.#forget(expression);
  }

  #forget(expression: Expression): void {
    const name = nameIn(expression);
    if (name !== undefined) this.state.delete(name);
    if (expression.kind === 'conditional') {
      if (expression.then) this.#forget(expression.then);
      this.#forget(expression.otherwise);
    }
    if (expression.kind === 'binary') {
      this.#forget(expression.left);
      this.#forget(expression.right);
    }
  }

  #look(object: Expression, at: Expression): void {
    const name = nameIn(object);
    const pointer = name === undefined ? undefined : this.state.get(name);
    if (name === undefined || !pointer) return;
    this.rules.used?.(pointer, name, at);
    // Said once for each way.
    this.state.set(name, { ...pointer, bits: pointer.bits & ~Bits.isUntested });
  }

  #call(call: Extract<Expression, { kind: 'call' }>): void {
    const callee = call.callee.kind === 'name' ? call.callee.name : undefined;
    call.arguments.forEach((argument, index) => {
      this.evaluate(argument);
      const name = nameIn(argument);
      const pointer = name === undefined ? undefined : this.state.get(name);
      if (name === undefined || !pointer) {
        if (callee === undefined || !this.rules.keeps(callee)) this.#forget(argument);
        return;
      }
      if (callee !== undefined && index === 0 && this.rules.isRelease(callee)) {
        this.state.set(name, { ...pointer, bits: Bits.isReleased });
      } else if (callee === undefined || !this.rules.keeps(callee)) {
        this.state.delete(name);
      }
    });
  }

  /** `p ? p->x : 0`: what is tested here holds for its half only. */
  #conditional({ condition, then, otherwise }: Extract<Expression, { kind: 'conditional' }>): void {
    this.evaluate(condition);
    this.#under(condition, true, then);
    this.#under(condition, false, otherwise);
    for (const part of [then, otherwise]) if (part) this.#forget(part);
  }

  #shortCircuit({ operator, left, right }: Extract<Expression, { kind: 'binary' }>): void {
    this.evaluate(left);
    this.#under(left, operator === '&&', right);
  }

  #under(condition: Expression, holds: boolean, part: Expression | undefined): void {
    if (!part) return;
    const names = namesTested(condition);
    const test = nullTest(condition);
    const refined = test
      ? refine(this.state, { to: { id: 0, steps: [], next: [] }, condition, holds })
      : this.state;
    if (!refined) return;
    const inside = new Follower(new Map(refined), this.rules, this.untracked);
    // A condition that is more than one test is not taken apart here.
    if (!test) for (const name of names) inside.state.delete(name);
    inside.evaluate(part);
  }
}

function namesTested(condition: Expression): string[] {
  if (condition.kind === 'name') return [condition.name];
  return operandsOf(condition).flatMap(namesTested);
}
