/**
 * A program on the interface of our own connection: the target detaches it by itself unless it is told in time, over
 * that very connection, to keep it. Whoever is cut off has only to wait.
 */
import type { AttachedLink } from '#protocol/agent';
import { targetName } from '../target';
import type { Attaching } from './attachPrograms';

export async function guardAttachment(
  attaching: Attaching,
  link: AttachedLink,
  seconds: number,
): Promise<void> {
  const { agent, request, ports, emit, signal } = attaching;
  const { program, target } = link;
  emit({ type: 'guard', program, target, seconds, state: 'armed' });
  const over = new AbortController();
  const end = (): void => over.abort();
  const watching = agent.on('detached', (gone) => {
    if (gone.link === link.link) end();
  });
  signal.addEventListener('abort', end, { once: true });
  try {
    const question = { target: targetName(request.target), program, detail: link.target, seconds };
    if (!(await ports.chooser.keepAttached(question, over.signal)) || over.signal.aborted) return;
    await agent.request('attach/confirm', { link: link.link });
    emit({ type: 'guard', program, target, seconds, state: 'kept' });
  } catch (error) {
    // The connection may be the one that was cut; the target detaches without us.
    ports.log.warn(`guard of ${program}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    watching.dispose();
    signal.removeEventListener('abort', end);
  }
}
