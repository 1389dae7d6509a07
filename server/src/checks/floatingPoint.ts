import * as l10n from '@vscode/l10n';
import { walk } from '../flow/walk';
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
    walk(one.function.body, {
      statement: (statement) => {
        if (statement.kind !== 'declaration') return;
        for (const { type } of statement.declarations) {
          if ((type.base === 'float' || type.base === 'double') && type.pointers === 0)
            report(at(type), message);
        }
      },
      expression: (expression) => {
        if (
          expression.kind === 'number' &&
          /^\d*\.\d|^\d+\.|^\d+[eE]/.test(expression.text) &&
          !/^0[xX]/.test(expression.text)
        ) {
          report(at(expression), message);
        }
      },
    });
  },
};
