import * as l10n from '@vscode/l10n';
import { statementsOf, walk, walkExpression } from '../../flow/walk';
import type { Expression, Statement } from '../../syntax/ast';
import type { Check } from '../check';

/** A loop that nothing ends. The verifier goes through loops turn by turn, and must come to an end. */
export const unboundedLoop: Check = {
  id: 'unbounded-loop',
  severity: 'error',
  function({ report, kernel }, one) {
    if (one.function.broken) return;
    const loops = [
      ...statementsOf(one, 'while'),
      ...statementsOf(one, 'do'),
      ...statementsOf(one, 'for').filter(({ macro }) => !macro),
    ];
    for (const statement of loops) {
      if (!isAlways(statement.condition) || canLeave(statement.body)) continue;
      const newer = !kernel || kernel[0] > 6 || (kernel[0] === 6 && kernel[1] >= 4);
      report(
        { start: statement.start + one.offset, end: statement.body.start + one.offset },
        newer
          ? l10n.t('Nothing ends this loop. Use bpf_for, bpf_loop, or a counter with a limit.')
          : l10n.t('Nothing ends this loop. Use bpf_loop (Linux 5.17), or a counter with a limit.'),
      );
    }
  },
};

function isAlways(condition: Expression | undefined): boolean {
  if (!condition) return true;
  if (condition.kind === 'number') return condition.text !== '0';
  return condition.kind === 'name' && condition.name === 'true';
}

/** Any way out, even out of an inner loop only: better silent than wrong. */
function canLeave(body: Statement): boolean {
  let found = false;
  walk(body, {
    statement: ({ kind }) => {
      if (kind === 'break' || kind === 'return' || kind === 'goto' || kind === 'unknown') found = true;
    },
    expression: (expression) => {
      // `cond_break;` and macros that nobody sees through.
      if (expression.kind === 'unknown') found = true;
      if (expression.kind === 'name' && /^(cond_break|can_loop|may_goto)/.test(expression.name)) found = true;
      if (expression.kind === 'call')
        walkExpression(expression.callee, {
          expression: (inner) =>
            inner.kind === 'name' && /^[A-Z_]+$/.test(inner.name) ? (found = true) : undefined,
        });
    },
  });
  return found;
}
