/**
 * Runs work that tests a user's regular expressions, with an end: an expression like `/(a+)+$/` can take longer than
 * the universe on one line, and the extension host belongs to all extensions. Only `node:vm` can stop it from outside.
 */
import { createContext, Script } from 'node:vm';

const longestMs = 500;

/** The guard returns false when it had to stop the work, half a second after its begin. */
export function regexGuard(): (work: () => void) => boolean {
  const sandbox: { work: () => void } = { work: () => undefined };
  const context = createContext(sandbox);
  const script = new Script('work()', { filename: 'filter' });
  return (work) => {
    sandbox.work = work;
    try {
      script.runInContext(context, { timeout: longestMs });
      return true;
    } catch (error) {
      if (isTimeout(error)) return false;
      throw error;
    }
  };
}

/** The error comes from the context's own realm: it is no `Error` of this one. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
