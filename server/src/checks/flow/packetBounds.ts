import { helperByName } from '#bpf/facts/helpers';
import * as l10n from '@vscode/l10n';
import { controlFlowOf, type Step } from '../../flow/controlFlow';
import { solve, type Analysis } from '../../flow/dataFlow';
import { walkExpression } from '../../flow/walk';
import type { FunctionModel } from '../../model/model';
import type { Expression } from '../../syntax/ast';
import type { Check } from '../check';

/** Names that point into the packet. One comparison with the packet's end on any way counts as enough. */
interface Packet {
  derived: ReadonlySet<string>;
  /** Pointed into it before a helper moved or changed the packet. */
  stale: ReadonlySet<string>;
  isChecked: boolean;
}

type Tell = (at: Expression, name: string, why: 'unchecked' | 'stale') => void;

/** A look into the packet before any comparison with its end, or through a pointer that a helper made invalid. */
export const packetBounds: Check = {
  id: 'packet-bounds',
  severity: 'error',
  function({ facts, report }, one) {
    const context = contextName(one);
    const graph = context === undefined ? undefined : controlFlowOf(one.function);
    if (context === undefined || !graph) return;
    const isOurs = (name: string): boolean => helperByName(name) === undefined || facts.defines(name);
    const before = solve(graph, analysis(context, isOurs));
    const told = new Set<number>();
    const telling = analysis(context, isOurs, (at, name, why) => {
      if (told.has(at.start)) return;
      told.add(at.start);
      report(
        { start: at.start + one.offset, end: at.end + one.offset },
        why === 'stale'
          ? l10n.t(
              '{0} is invalid since the helper call before: read it from the context again, and compare it with data_end.',
              name,
            )
          : l10n.t(
              '{0} points into the packet: compare it with data_end before this, or the verifier refuses the program.',
              name,
            ),
      );
    });
    for (const [block, start] of before ?? []) {
      let packet = start;
      for (const step of block.steps) {
        packet = telling.step(packet, step);
        if (step.kind === 'return') break;
      }
    }
  },
};

function contextName({ function: { parameters } }: FunctionModel): string | undefined {
  const context = parameters.find(
    ({ type }) => type.pointers === 1 && (type.base === 'struct xdp_md' || type.base === 'struct __sk_buff'),
  );
  return context?.name.text === '' ? undefined : context?.name.text;
}

function analysis(context: string, isOurs: (name: string) => boolean, tell?: Tell): Analysis<Packet> {
  return {
    start: { derived: new Set(), stale: new Set(), isChecked: false },
    step: (packet, step) => after(packet, step, context, isOurs, tell),
    edge: (packet) => packet,
    join: (a, b) => ({
      derived: common(a.derived, b.derived),
      stale: common(a.stale, b.stale),
      isChecked: a.isChecked || b.isChecked,
    }),
    equal: (a, b) => a.isChecked === b.isChecked && same(a.derived, b.derived) && same(a.stale, b.stale),
  };
}

function after(
  packet: Packet,
  step: Step,
  context: string,
  isOurs: (name: string) => boolean,
  tell?: Tell,
): Packet {
  const derived = new Set(packet.derived);
  const stale = new Set(packet.stale);
  let { isChecked } = packet;
  const give = (name: string, value: Expression | undefined): void => {
    derived.delete(name);
    stale.delete(name);
    if (value && comesFromPacket(value, context, derived)) derived.add(name);
  };
  const look = (object: Expression, at: Expression): void => {
    const inner = withoutCasts(object);
    if (inner.kind !== 'name') return;
    if (stale.has(inner.name)) tell?.(at, inner.name, 'stale');
    else if (derived.has(inner.name) && !isChecked) tell?.(at, inner.name, 'unchecked');
  };
  const visit = (expression: Expression): unknown => {
    switch (expression.kind) {
      case 'sizeof':
      case 'addressOf':
        return false;
      case 'member':
        if (expression.arrow) look(expression.object, expression);
        return true;
      case 'dereference':
        look(expression.operand, expression);
        return true;
      case 'index':
        look(expression.object, expression);
        return true;
      case 'binary':
        // Of what exactly is not asked: a comparison there is, and the verifier knows the rest.
        if (/^[<>]=?$/.test(expression.operator)) isChecked = true;
        return true;
      case 'call': {
        const name = expression.callee.kind === 'name' ? expression.callee.name : '';
        if (helperByName(name)?.changesPacket === true && !isOurs(name)) {
          for (const one of derived) stale.add(one);
          derived.clear();
          isChecked = false;
        } else if (isOurs(name)) {
          // Functions and macros of the file, and of headers, may compare for us, and may move the packet.
          isChecked = true;
          stale.clear();
        }
        return true;
      }
      case 'block':
      case 'unknown':
        isChecked = true;
        stale.clear();
        return false;
      default:
        return true;
    }
  };
  const expression =
    step.kind === 'evaluate'
      ? step.expression
      : step.kind === 'declare'
        ? step.declaration.value
        : step.value;
  if (expression) walkExpression(expression, { expression: visit });
  if (step.kind === 'declare') give(step.declaration.name.text, step.declaration.value);
  if (step.kind === 'evaluate') {
    walkExpression(step.expression, {
      expression: (inner) => {
        if (inner.kind === 'assign' && inner.left.kind === 'name') {
          give(inner.left.name, inner.operator === '=' ? inner.right : undefined);
        }
      },
    });
  }
  return { derived, stale, isChecked };
}

/** `(void *)(long)ctx->data`, and what is counted from there. */
function comesFromPacket(value: Expression, context: string, derived: ReadonlySet<string>): boolean {
  const inner = withoutCasts(value);
  if (inner.kind === 'name') return derived.has(inner.name);
  if (inner.kind === 'binary' && inner.operator === '+') return comesFromPacket(inner.left, context, derived);
  return (
    inner.kind === 'member' && inner.arrow && inner.member.text === 'data' && isName(inner.object, context)
  );
}

function isName(expression: Expression, name: string): boolean {
  return expression.kind === 'name' && expression.name === name;
}

function withoutCasts(expression: Expression): Expression {
  return expression.kind === 'cast' ? withoutCasts(expression.operand) : expression;
}

function common(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((one) => b.has(one)));
}

function same(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one));
}
