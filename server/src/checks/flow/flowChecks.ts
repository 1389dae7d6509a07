/** The checks that follow the ways through a function. */
import type { Check } from '../check';
import { ringbufLeak, socketLeak } from './leaks';
import { nullCheck } from './nullCheck';
import { packetBounds } from './packetBounds';
import { ringbufNullCheck } from './ringbufNullCheck';
import { ringbufUseAfterSubmit } from './ringbufUseAfterSubmit';
import { spinLock } from './spinLock';
import { unboundedLoop } from './unboundedLoop';
import { uninitialisedPadding } from './uninitialisedPadding';

export const flowChecks: readonly Check[] = [
  nullCheck,
  ringbufNullCheck,
  ringbufLeak,
  ringbufUseAfterSubmit,
  socketLeak,
  packetBounds,
  spinLock,
  unboundedLoop,
  uninitialisedPadding,
];
