import { helperByName } from '#bpf/facts/helpers';
import * as l10n from '@vscode/l10n';
import { Bits } from '../../flow/pointers';
import type { Check } from '../check';
import { followPointers, kindOf } from './followedPointers';

/** A look through a pointer that a helper may have returned as NULL, with no test on the way. */
export const nullCheck: Check = {
  id: 'null-check',
  severity: 'error',
  function({ facts, report, document }, one) {
    const told = new Set<number>();
    followPointers(
      facts,
      one,
      {
        used: ({ bits, source }, name, at) => {
          if (told.has(at.start) || (bits & Bits.isUntested) === 0) {
            if (bits !== Bits.isNull || told.has(at.start)) return;
          }
          told.add(at.start);
          const start = at.start + one.offset;
          const line = document.text.lastIndexOf('\n', start - 1) + 1;
          const indent = /^[ \t]*/.exec(document.text.slice(line, start))?.[0] ?? '';
          // Only a statement of its own line can have a line before it.
          const isStatement =
            /^[ \t]*[\w*(]/.test(document.text.slice(line, start + 1)) &&
            /[;{}]\s*$/.test(document.text.slice(0, line));
          const returned =
            one.function.returns.base === 'void' && one.function.returns.pointers === 0
              ? 'return;'
              : 'return 0;';
          report(
            { start, end: at.end + one.offset },
            bits === Bits.isNull
              ? l10n.t('{0} is NULL here.', name)
              : l10n.t(
                  '{0} comes from {1} and may be NULL: test it before this, or the verifier refuses the program.',
                  name,
                  source,
                ),
            {
              fixes: isStatement
                ? [
                    {
                      title: l10n.t('Return when {0} is NULL', name),
                      edits: [
                        { start: line, end: line, text: `${indent}if (!${name})\n${indent}\t${returned}\n` },
                      ],
                      isPreferred: true,
                    },
                  ]
                : [],
            },
          );
        },
      },
      (source) => helperByName(source)?.mayReturnNull === true && kindOf(source) !== 'ringbuf',
    );
  },
};
