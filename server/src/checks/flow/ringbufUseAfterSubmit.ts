import * as l10n from '@vscode/l10n';
import { Bits } from '../../flow/pointers';
import type { Check } from '../check';
import { followPointers, kindOf } from './followedPointers';

/** A record that is looked at after it was given away. */
export const ringbufUseAfterSubmit: Check = {
  id: 'ringbuf-use-after-submit',
  severity: 'error',
  function({ facts, report }, one) {
    const told = new Set<number>();
    followPointers(
      facts,
      one,
      {
        used: ({ bits }, name, at) => {
          if (bits !== Bits.isReleased || told.has(at.start)) return;
          told.add(at.start);
          report(
            { start: at.start + one.offset, end: at.end + one.offset },
            l10n.t('{0} belongs to the reader since it was submitted or discarded.', name),
          );
        },
      },
      (source) => kindOf(source) === 'ringbuf',
    );
  },
};
