import * as l10n from '@vscode/l10n';
import { walk } from '../flow/walk';
import type { Check } from './check';

/** A call through a pointer: the verifier knows no indirect calls. */
export const functionPointer: Check = {
  id: 'function-pointer',
  severity: 'warning',
  function({ report }, one) {
    const pointers = new Set<string>();
    walk(one.function.body, {
      statement: (statement) => {
        if (statement.kind !== 'declaration') return;
        for (const { name, type } of statement.declarations) {
          // `static long (*helper)(void *) = (void *) 4;` is how helpers are declared.
          if (
            type.parameters &&
            type.pointers > 0 &&
            type.isFunctionPointer &&
            !type.qualifiers.includes('static')
          )
            pointers.add(name.text);
        }
      },
      expression: (expression) => {
        if (
          expression.kind !== 'call' ||
          expression.callee.kind !== 'name' ||
          !pointers.has(expression.callee.name)
        )
          return;
        report(
          { start: expression.start + one.offset, end: expression.end + one.offset },
          l10n.t('The verifier refuses calls through a pointer. Use a switch, or tail calls.'),
        );
      },
    });
  },
};
