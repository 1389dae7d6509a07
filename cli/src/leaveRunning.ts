/**
 * `ebpf run --leave NAME`: what runs is left running, at once, or after `--duration`. A program on our own connection is
 * waited for until it is kept or gone: one that may cut everybody off is not to stay.
 */
import * as l10n from '@vscode/l10n';
import { TargetError } from '#targets/targetError';
import type { RunSession } from '#targets/run/runSession';

/** Resolves when the run streams and no guard is open; at its end otherwise. Listens from the call on. */
async function settled(session: RunSession): Promise<'streaming' | 'stopped'> {
  const armed = new Set<string>();
  let streaming = false;
  return new Promise((resolve) => {
    const listening = session.events.on((event) => {
      if (event.type === 'state' && event.state === 'streaming') streaming = true;
      if (event.type === 'guard' && event.state === 'armed') armed.add(event.program);
      if (event.type === 'detached' || (event.type === 'guard' && event.state === 'kept'))
        armed.delete(event.program);
      const stopped = event.type === 'stopped';
      if (!stopped && !(streaming && armed.size === 0)) return;
      listening.dispose();
      resolve(stopped ? 'stopped' : 'streaming');
    });
  });
}

/**
 * Call it before the session starts. Undefined when the run was left or had ended before; otherwise why it was not,
 * and then the run is stopped.
 */
export async function leaveRunning(
  session: RunSession,
  name: string,
  after: () => Promise<void>,
): Promise<TargetError | undefined> {
  if ((await settled(session)) === 'stopped') return undefined;
  await after();
  if (session.held === undefined) return undefined;
  try {
    const { done, detail = '' } = await session.leave(name);
    if (done) return undefined;
    await session.stop();
    return new TargetError('agentFailed', l10n.t('The run was not left running: {0}', detail));
  } catch (error) {
    await session.stop();
    if (error instanceof TargetError) return error;
    throw error;
  }
}
