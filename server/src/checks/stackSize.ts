import * as l10n from '@vscode/l10n';
import { expressionsOf, statementsOf, walkExpression } from '../flow/walk';
import type { Facts } from '../model/facts';
import type { FunctionModel } from '../model/model';
import type { Expression, Statement } from '../syntax/ast';
import type { Check } from './check';

/** MAX_BPF_STACK of include/linux/filter.h. */
const limit = 512;

/** Locals that cannot fit the stack. Only what is certain counts: the compiler may keep the rest in registers. */
export const stackSize: Check = {
  id: 'stack-size',
  severity: 'error',
  function({ facts, report }, one) {
    const locals = statementsOf(one, 'declaration').flatMap((statement) => aggregates(statement, facts));
    const tooLarge = locals.filter(({ bytes }) => bytes > limit);
    for (const { name, bytes } of tooLarge) {
      report(
        { start: name.start + one.offset, end: name.end + one.offset },
        l10n.t(
          '{0} has {1} bytes, and the stack of a BPF program {2}. Put it into a per-CPU array map.',
          name.text,
          bytes,
          limit,
        ),
      );
    }
    const together = locals.reduce((sum, { bytes }) => sum + bytes, 0);
    if (tooLarge.length > 0 || together <= limit || one.function.broken) return;
    const frame = frameOf(one.function.body, facts, handedOut(one));
    if (frame <= limit) return;
    report(
      { start: one.name.start, end: one.name.end },
      l10n.t(
        'The locals of {0} take {1} bytes together, and the stack of a BPF program has {2}. Put the large ones into a per-CPU array map.',
        one.name.text,
        frame,
        limit,
      ),
      { severity: 'warning' },
    );
  },
};

/** Structures and arrays that live on the stack. */
function aggregates(
  statement: Statement,
  facts: Facts,
): { name: { text: string; start: number; end: number }; bytes: number }[] {
  if (statement.kind !== 'declaration') return [];
  return statement.declarations.flatMap(({ name, type }) => {
    const { qualifiers } = type;
    // A constant table goes to .rodata.
    if (['static', 'extern', 'const'].some((one) => qualifiers.includes(one))) return [];
    const layout = facts.layout(type);
    return layout?.isAggregate === true ? [{ name, bytes: layout.size }] : [];
  });
}

/** Of what lives at once: blocks beside each other share their place. */
function frameOf(block: Statement, facts: Facts, isOut: ReadonlySet<string>): number {
  if (block.kind === 'branches')
    return Math.max(0, ...block.branches.map((one) => frameOfAll(one, facts, isOut)));
  return frameOfAll(partsOf(block), facts, isOut);
}

function frameOfAll(statements: readonly Statement[], facts: Facts, isOut: ReadonlySet<string>): number {
  let own = 0;
  let inner = 0;
  for (const statement of statements) {
    for (const { name, bytes } of aggregates(statement, facts)) if (isOut.has(name.text)) own += bytes;
    inner = Math.max(inner, frameOf(statement, facts, isOut));
  }
  return own + inner;
}

function partsOf(statement: Statement): readonly Statement[] {
  switch (statement.kind) {
    case 'block':
    case 'case':
      return statement.body;
    case 'if':
      return [statement.then, ...(statement.otherwise ? [statement.otherwise] : [])];
    case 'for':
      return [...(statement.initializer ? [statement.initializer] : []), statement.body];
    case 'while':
    case 'do':
    case 'switch':
      return [statement.body];
    case 'label':
      return statement.body ? [statement.body] : [];
    default:
      return [];
  }
}

/** Names whose memory is handed to a call: those must have a place. */
function handedOut(one: FunctionModel): ReadonlySet<string> {
  const given = expressionsOf(one, 'call').flatMap((call) => call.arguments);
  return new Set(given.flatMap((argument) => rootOf(argument) ?? []));
}

/** Of `&e`, `e.name`, `buffer + 4`, `(void *)&e`; sizes are taken, not handed. */
function rootOf(expression: Expression): string | undefined {
  if (expression.kind === 'sizeof') return undefined;
  let found: string | undefined;
  walkExpression(expression, {
    expression: (inner) => {
      if (inner.kind === 'sizeof' || inner.kind === 'call' || inner.kind === 'index' || found !== undefined)
        return false;
      if (inner.kind === 'name') found = inner.name;
      return undefined;
    },
  });
  return found;
}
