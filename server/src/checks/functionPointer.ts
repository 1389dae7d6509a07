import * as l10n from '@vscode/l10n';
import { callsOf, declarationsOf } from '../flow/walk';
import type { Check } from './check';

/** A call through a pointer: the verifier knows no indirect calls. */
export const functionPointer: Check = {
  id: 'function-pointer',
  severity: 'warning',
  function({ report }, one) {
    const pointers = new Set(
      declarationsOf(one)
        // `static long (*helper)(void *) = (void *) 4;` is how helpers are declared.
        .filter(
          ({ type }) =>
            type.parameters &&
            type.pointers > 0 &&
            type.isFunctionPointer &&
            !type.qualifiers.includes('static'),
        )
        .map(({ name }) => name.text),
    );
    if (pointers.size === 0) return;
    for (const { name, start, end } of callsOf(one)) {
      if (!pointers.has(name)) continue;
      report(
        { start: start + one.offset, end: end + one.offset },
        l10n.t('The verifier refuses calls through a pointer. Use a switch, or tail calls.'),
      );
    }
  },
};
