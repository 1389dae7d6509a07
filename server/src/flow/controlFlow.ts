/**
 * The ways through a function: blocks of steps, and edges that say which condition held. Short-circuit operators are
 * edges of their own, so `p && p->x` looks at `p->x` only where `p` holds. A function that the parser could not read
 * has no graph, and the checks that need one stay silent.
 */
import type { Declaration, Expression, FunctionItem, Span, Statement } from '../syntax/ast';

export type Step =
  | { kind: 'evaluate'; expression: Expression }
  | { kind: 'declare'; declaration: Declaration }
  | ({ kind: 'return'; value?: Expression } & Span);

export interface Edge {
  to: Block;
  /** The condition that was just evaluated, and how it came out. */
  condition?: Expression;
  holds?: boolean;
}

export interface Block {
  readonly id: number;
  readonly steps: Step[];
  readonly next: Edge[];
}

export interface ControlFlow {
  entry: Block;
  blocks: readonly Block[];
}

const graphs = new WeakMap<object, ControlFlow | null>();

export function controlFlowOf(one: FunctionItem): ControlFlow | undefined {
  const { body } = one;
  let graph = graphs.get(body);
  if (graph === undefined) {
    graph = one.broken ? null : new Builder().build(body);
    graphs.set(body, graph);
  }
  return graph ?? undefined;
}

interface Loop {
  breakTo: Block;
  /** Undefined in a switch. */
  continueTo: Block | undefined;
}

class Builder {
  readonly #blocks: Block[] = [];
  readonly #loops: Loop[] = [];
  readonly #labels = new Map<string, Block>();
  #at = this.#fresh();
  #isKnown = true;

  build(body: Statement): ControlFlow | null {
    const entry = this.#at;
    this.#statement(body);
    this.#at.steps.push({ kind: 'return', start: body.end - 1, end: body.end });
    return this.#isKnown ? { entry, blocks: this.#blocks } : null;
  }

  #fresh(): Block {
    const block: Block = { id: this.#blocks.length, steps: [], next: [] };
    this.#blocks.push(block);
    return block;
  }

  #statement(statement: Statement): void {
    switch (statement.kind) {
      case 'block':
        for (const one of statement.body) this.#statement(one);
        return;
      case 'expression':
        this.#evaluate(statement.expression);
        return;
      case 'declaration':
        for (const declaration of statement.declarations)
          this.#at.steps.push({ kind: 'declare', declaration });
        return;
      case 'if':
        this.#if(statement);
        return;
      case 'for':
        this.#for(statement);
        return;
      case 'while': {
        const head = this.#go();
        this.#loop(head, statement.condition, statement.body, head);
        return;
      }
      case 'do':
        this.#do(statement);
        return;
      case 'switch':
        this.#switch(statement);
        return;
      case 'case':
        // Reached by the edge of its switch; what is here falls through.
        for (const one of statement.body) this.#statement(one);
        return;
      case 'label':
        this.#jumpTo(this.#label(statement.label.text));
        if (statement.body) this.#statement(statement.body);
        return;
      case 'goto':
        this.#leave(this.#label(statement.label.text));
        return;
      case 'return': {
        const { start, end, value } = statement;
        this.#at.steps.push({ kind: 'return', start, end, ...(value ? { value } : {}) });
        this.#at = this.#fresh();
        return;
      }
      case 'break': {
        const loop = this.#loops.at(-1);
        if (loop) this.#leave(loop.breakTo);
        else this.#isKnown = false;
        return;
      }
      case 'continue': {
        const loop = this.#loops.findLast(({ continueTo }) => continueTo);
        if (loop?.continueTo) this.#leave(loop.continueTo);
        else this.#isKnown = false;
        return;
      }
      case 'branches':
        this.#branches(statement.branches, statement.hasElse);
        return;
      case 'unknown':
        if (statement.broken) this.#isKnown = false;
        for (const part of statement.parts) this.#evaluate(part);
        return;
      case 'empty':
        return;
    }
  }

  #evaluate(expression: Expression): void {
    this.#at.steps.push({ kind: 'evaluate', expression });
  }

  #if({ condition, then, otherwise }: Extract<Statement, { kind: 'if' }>): void {
    const [yes, no, after] = [this.#fresh(), this.#fresh(), this.#fresh()];
    this.#condition(condition, yes, no);
    this.#at = yes;
    this.#statement(then);
    this.#at.next.push({ to: after });
    this.#at = no;
    if (otherwise) this.#statement(otherwise);
    this.#at.next.push({ to: after });
    this.#at = after;
  }

  #for({ initializer, condition, update, body, macro }: Extract<Statement, { kind: 'for' }>): void {
    if (macro) {
      // The parts are arguments of the macro: evaluated once, and the loop runs any number of times.
      if (initializer) this.#statement(initializer);
      for (const part of [condition, update]) if (part) this.#evaluate(part);
      const head = this.#go();
      this.#loop(head, undefined, body, head, true);
      return;
    }
    if (initializer) this.#statement(initializer);
    const head = this.#go();
    const step = this.#fresh();
    this.#loop(head, condition, body, step);
    const after = this.#at;
    this.#at = step;
    if (update) this.#evaluate(update);
    this.#at.next.push({ to: head });
    this.#at = after;
  }

  /** From `head`, which is the current block; `again` is where the body's end goes. */
  #loop(head: Block, condition: Expression | undefined, body: Statement, again: Block, mayEnd = false): void {
    const [inside, after] = [this.#fresh(), this.#fresh()];
    if (condition) this.#condition(condition, inside, after);
    else {
      head.next.push({ to: inside });
      if (mayEnd) head.next.push({ to: after });
    }
    this.#loops.push({ breakTo: after, continueTo: again });
    this.#at = inside;
    this.#statement(body);
    this.#at.next.push({ to: again });
    this.#loops.pop();
    this.#at = after;
  }

  #do({ condition, body }: Extract<Statement, { kind: 'do' }>): void {
    const inside = this.#go();
    const [test, after] = [this.#fresh(), this.#fresh()];
    this.#loops.push({ breakTo: after, continueTo: test });
    this.#statement(body);
    this.#at.next.push({ to: test });
    this.#loops.pop();
    this.#at = test;
    this.#condition(condition, inside, after);
    this.#at = after;
  }

  #switch({ condition, body }: Extract<Statement, { kind: 'switch' }>): void {
    this.#evaluate(condition);
    const head = this.#at;
    const after = this.#fresh();
    this.#loops.push({ breakTo: after, continueTo: undefined });
    this.#at = this.#fresh();
    let hasDefault = false;
    for (const one of body.kind === 'block' ? body.body : [body]) {
      if (one.kind === 'case') {
        const block = this.#fresh();
        head.next.push({ to: block });
        this.#at.next.push({ to: block });
        this.#at = block;
        hasDefault ||= one.value === undefined;
      }
      this.#statement(one);
    }
    this.#at.next.push({ to: after });
    if (!hasDefault) head.next.push({ to: after });
    this.#loops.pop();
    this.#at = after;
  }

  #branches(branches: readonly (readonly Statement[])[], hasElse: boolean): void {
    const head = this.#at;
    const after = this.#fresh();
    for (const branch of branches) {
      this.#at = this.#fresh();
      head.next.push({ to: this.#at });
      for (const one of branch) this.#statement(one);
      this.#at.next.push({ to: after });
    }
    if (!hasElse) head.next.push({ to: after });
    this.#at = after;
  }

  /** Evaluates a condition and goes to one of the two. */
  #condition(condition: Expression, yes: Block, no: Block): void {
    const inner = withoutHint(condition);
    if (inner.kind === 'unary' && inner.operator === '!') {
      this.#condition(inner.operand, no, yes);
    } else if (inner.kind === 'binary' && (inner.operator === '&&' || inner.operator === '||')) {
      const second = this.#fresh();
      if (inner.operator === '&&') this.#condition(inner.left, second, no);
      else this.#condition(inner.left, yes, second);
      this.#at = second;
      this.#condition(inner.right, yes, no);
    } else {
      this.#evaluate(inner);
      this.#at.next.push(
        { to: yes, condition: inner, holds: true },
        { to: no, condition: inner, holds: false },
      );
    }
  }

  /** A new block that follows the current one. */
  #go(): Block {
    const block = this.#fresh();
    this.#jumpTo(block);
    return block;
  }

  #jumpTo(block: Block): void {
    this.#at.next.push({ to: block });
    this.#at = block;
  }

  /** Nothing follows from here. */
  #leave(block: Block): void {
    this.#at.next.push({ to: block });
    this.#at = this.#fresh();
  }

  #label(name: string): Block {
    const block = this.#labels.get(name) ?? this.#fresh();
    this.#labels.set(name, block);
    return block;
  }
}

/** `likely(x)`, `unlikely(x)`, `__builtin_expect(!!(x), 1)` */
function withoutHint(condition: Expression): Expression {
  if (condition.kind !== 'call' || condition.callee.kind !== 'name') return condition;
  const [first] = condition.arguments;
  return first && /^(likely|unlikely|__builtin_expect)$/.test(condition.callee.name)
    ? withoutHint(first)
    : condition;
}
