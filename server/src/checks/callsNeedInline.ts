import { isBefore } from '#bpf/facts/kernelVersion';
import * as l10n from '@vscode/l10n';
import { callsOf } from '../flow/walk';
import type { Check } from './check';

/** A function that is called as one: kernels before 4.16 know programs without calls only. */
export const callsNeedInline: Check = {
  id: 'calls-need-inline',
  severity: 'error',
  file({ model, kernel, report }) {
    if (!kernel || !isBefore(kernel, [4, 16])) return;
    const called = new Set(model.functions.flatMap((one) => callsOf(one).map(({ name }) => name)));
    for (const one of model.functions) {
      if (one.section || !called.has(one.name.text)) continue;
      const { attributes, function: written } = one;
      if (attributes.includes('__always_inline') || written.returns.qualifiers.includes('__always_inline'))
        continue;
      // An attribute that we do not take apart may say it.
      if (attributes.some((name) => name.startsWith('__attribute'))) continue;
      const isStatic = written.returns.qualifiers.includes('static');
      const start = one.offset + (isStatic ? written.returns.start : written.start);
      report(
        one.name,
        l10n.t(
          'Kernels before 4.16 have no calls between functions of BPF: {0} must be inlined.',
          one.name.text,
        ),
        {
          fixes: [
            {
              title: l10n.t('Add {0}', '__always_inline'),
              edits: [{ start, end: start, text: isStatic ? '__always_inline ' : 'static __always_inline ' }],
              isPreferred: true,
            },
          ],
        },
      );
    }
  },
};
