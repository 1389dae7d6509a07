/** What `ebpf` answers to a shell. Part of its interface: scripts rely on these numbers. */
import type { RunOutcome } from '#protocol/run';

export const exitCodes = {
  fine: 0,
  buildFailed: 1,
  usage: 2,
  targetUnfit: 3,
  rejected: 4,
  attachFailed: 5,
  interrupted: 130,
} as const;

export function exitCodeOf(outcome: RunOutcome): number {
  switch (outcome.kind) {
    case 'finished':
      return exitCodes.fine;
    case 'cancelled':
      return exitCodes.interrupted;
    case 'buildFailed':
      return exitCodes.buildFailed;
    case 'rejected':
      return exitCodes.rejected;
    case 'attachFailed':
      return exitCodes.attachFailed;
    case 'error':
      return exitCodeOfError(outcome.code);
  }
}

/** What was typed is wrong, or the target is. */
export function exitCodeOfError(code: string): number {
  const typed = ['sourceUnreadable', 'badGlobal', 'badArgument'];
  return typed.includes(code) ? exitCodes.usage : exitCodes.targetUnfit;
}
