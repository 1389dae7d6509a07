import * as l10n from '@vscode/l10n';
import { declarationsOf, expressionsOf, operandsOf } from '../flow/walk';
import type { Expression } from '../syntax/ast';
import type { Check } from './check';

/** BPF has no floating point instructions; the compiler stops, with words about a missing library function. */
export const floatingPoint: Check = {
  id: 'floating-point',
  severity: 'error',
  function({ report }, one) {
    const at = (span: { start: number; end: number }) => ({
      start: span.start + one.offset,
      end: span.end + one.offset,
    });
    const message = l10n.t('BPF has no floating point. Compute with integers, scaled if need be.');
    for (const { type } of declarationsOf(one)) {
      if ((type.base === 'float' || type.base === 'double') && type.pointers === 0) report(at(type), message);
    }
    // `bpf_timer_start(t, 10E9, 0)` is an integer when the compiler is through with it; `n * 1.5` is not.
    for (const { left, right, operator } of [
      ...expressionsOf(one, 'binary'),
      ...expressionsOf(one, 'assign'),
    ]) {
      if (operator === '=') continue;
      if (isFloating(left) && !isConstant(right)) report(at(left), message);
      if (isFloating(right) && !isConstant(left)) report(at(right), message);
    }
  },
};

function isFloating(expression: Expression): boolean {
  return (
    expression.kind === 'number' &&
    /^\d*\.\d|^\d+\.|^\d+[eE]/.test(expression.text) &&
    !/^0[xX]/.test(expression.text)
  );
}

/** As far as one sees: what is written in capitals is a macro. */
function isConstant(expression: Expression): boolean {
  if (expression.kind === 'name') return /^[A-Z_0-9]+$/.test(expression.name);
  if (expression.kind === 'number' || expression.kind === 'character' || expression.kind === 'sizeof')
    return true;
  const operands = operandsOf(expression);
  return expression.kind !== 'call' && operands.length > 0 && operands.every(isConstant);
}
