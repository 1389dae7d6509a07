import * as l10n from '@vscode/l10n';
import { Bits } from '../../flow/pointers';
import type { Check } from '../check';
import { followPointers, kindOf } from './followedPointers';

/** A record of a ring buffer that is written without a test: a full buffer gives none. */
export const ringbufNullCheck: Check = {
  id: 'ringbuf-null-check',
  severity: 'error',
  function({ facts, report }, one) {
    const told = new Set<number>();
    followPointers(
      facts,
      one,
      {
        used: ({ bits }, name, at) => {
          if ((bits & Bits.isUntested) === 0 || told.has(at.start)) return;
          told.add(at.start);
          report(
            { start: at.start + one.offset, end: at.end + one.offset },
            l10n.t('{0} is NULL when the ring buffer is full: test it before this.', name),
          );
        },
      },
      (source) => kindOf(source) === 'ringbuf',
    );
  },
};
