import * as l10n from '@vscode/l10n';
import type { FunctionModel } from '../../model/model';
import { Bits } from '../../flow/pointers';
import type { Check, CheckContext } from '../check';
import { followPointers, kindOf, type PointerKind } from './followedPointers';

/** A record that is neither submitted nor discarded on some way out. */
export const ringbufLeak: Check = {
  id: 'ringbuf-leak',
  severity: 'error',
  function(context, one) {
    leaks(context, one, 'ringbuf', (name) =>
      l10n.t('{0} is neither submitted nor discarded on this way out.', name),
    );
  },
};

/** A socket that is not released on some way out. */
export const socketLeak: Check = {
  id: 'socket-leak',
  severity: 'error',
  function(context, one) {
    leaks(context, one, 'socket', (name) =>
      l10n.t('{0} is not released on this way out: call bpf_sk_release.', name),
    );
  },
};

function leaks(
  { facts, report }: CheckContext,
  one: FunctionModel,
  kind: PointerKind,
  say: (name: string) => string,
): void {
  const told = new Set<string>();
  followPointers(
    facts,
    one,
    {
      returned: (pointers, { start, end }) => {
        for (const [name, { bits }] of pointers) {
          // Only what is certain: held on every way that comes here.
          if ((bits & ~Bits.isUntested) !== Bits.isHeld || told.has(`${name} ${start}`)) continue;
          told.add(`${name} ${start}`);
          report({ start: start + one.offset, end: end + one.offset }, say(name));
        }
      },
    },
    (source) => kindOf(source) === kind,
  );
}
