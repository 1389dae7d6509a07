/**
 * Runs work that tests a user's regular expressions, with an end: an expression like `/(a+)+$/` can take longer than
 * the universe on one line, and the extension host belongs to all extensions. Only `node:vm` can stop it from outside.
 */
import { createContext, Script } from 'node:vm';

const longestMs = 500;

/** The guard throws when the work takes longer than half a second, or throws itself. */
export function regexGuard(): (work: () => void) => void {
  const sandbox: { work: () => void } = { work: () => undefined };
  const context = createContext(sandbox);
  const script = new Script('work()', { filename: 'filter' });
  return (work) => {
    sandbox.work = work;
    script.runInContext(context, { timeout: longestMs });
  };
}
