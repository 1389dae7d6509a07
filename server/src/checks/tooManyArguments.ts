import * as l10n from '@vscode/l10n';
import type { Check } from './check';

/** Five registers carry arguments; a function that is not inlined has no more. */
export const tooManyArguments: Check = {
  id: 'too-many-arguments',
  severity: 'error',
  function({ report }, one) {
    const { parameters, name } = one.function;
    if (parameters.length <= 5 || one.macro !== undefined) return;
    // Static functions are inlined as a rule, and then need no registers.
    if (
      one.function.returns.qualifiers.some((word) => word === 'static' || word === 'inline') &&
      !one.attributes.includes('__noinline')
    )
      return;
    if (one.attributes.includes('__always_inline')) return;
    report(
      { start: name.start + one.offset, end: name.end + one.offset },
      l10n.t(
        'A BPF function takes five arguments at most, and {0} has {1}. Make it static __always_inline, or pass a struct.',
        name.text,
        parameters.length,
      ),
    );
  },
};
