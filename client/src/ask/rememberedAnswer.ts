/** Whether what a user once answered can still be taken. Pure. */
import type { AttachQuestion } from '#targets/run/ports';

/**
 * An interface or cgroup that is gone must be asked for again, with the ones that are there. Other lists are never
 * whole (a binary anywhere, a function by pattern), so what was typed stays good, and the target judges it.
 */
export function isStillOffered(
  answer: string,
  { kind, candidates }: Pick<AttachQuestion, 'kind' | 'candidates'>,
): boolean {
  if (kind !== 'interface' && kind !== 'cgroup' && kind !== 'map') return true;
  return candidates.some(({ name }) => answer === name || answer.startsWith(`${name},`));
}
