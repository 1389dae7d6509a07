import { helperByName } from '#bpf/facts/helpers';
import * as l10n from '@vscode/l10n';
import { controlFlowOf, type Step } from '../../flow/controlFlow';
import { solve, type Analysis } from '../../flow/dataFlow';
import { callsOf, walkExpression } from '../../flow/walk';
import type { Expression } from '../../syntax/ast';
import type { Check } from '../check';

type Lock = 'free' | 'held' | 'either';
type Call = Extract<Expression, { kind: 'call' }>;

/** A spin lock that is not given back on some way, or a helper called while it is held. */
export const spinLock: Check = {
  id: 'spin-lock-held',
  severity: 'error',
  function({ report }, one) {
    if (!callsOf(one).some(({ name }) => name === 'bpf_spin_lock')) return;
    const graph = controlFlowOf(one.function);
    if (!graph) return;
    const analysis = (tell?: (lock: Lock, step: Step, call?: Call) => void): Analysis<Lock> => ({
      start: 'free',
      step: (lock, step) => after(lock, step, tell),
      edge: (lock) => lock,
      join: (a, b) => (a === b ? a : 'either'),
      equal: (a, b) => a === b,
    });
    const before = solve(graph, analysis());
    const at = ({ start, end }: { start: number; end: number }) => ({
      start: start + one.offset,
      end: end + one.offset,
    });
    const telling = analysis((lock, step, call) => {
      if (lock !== 'held') return;
      if (call) report(at(call), l10n.t('The verifier allows no call while a bpf_spin_lock is held.'));
      else if (step.kind === 'return')
        report(at(step), l10n.t('The bpf_spin_lock is still held on this way out.'));
    });
    for (const [block, start] of before ?? []) {
      let lock = start;
      for (const step of block.steps) {
        lock = telling.step(lock, step);
        if (step.kind === 'return') break;
      }
    }
  },
};

function after(lock: Lock, step: Step, tell?: (lock: Lock, step: Step, call?: Call) => void): Lock {
  let now = lock;
  const expression =
    step.kind === 'evaluate'
      ? step.expression
      : step.kind === 'declare'
        ? step.declaration.value
        : step.value;
  if (expression) {
    walkExpression(expression, {
      expression: (inner) => {
        if (inner.kind !== 'call' || inner.callee.kind !== 'name') return;
        const { name } = inner.callee;
        if (name === 'bpf_spin_lock') now = 'held';
        else if (name === 'bpf_spin_unlock') now = 'free';
        // Static functions are verified with the lock held; only helpers are refused for certain.
        else if (helperByName(name)) tell?.(now, step, inner);
      },
    });
  }
  if (step.kind === 'return') tell?.(now, step);
  return now;
}
