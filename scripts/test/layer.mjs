/**
 * What a layer of the tests reports, and how its program is run.
 * @typedef {{ passed: number, failed: number, skipped: number }} LayerResult
 */
import { spawn } from 'node:child_process';
import { root } from '../places.mjs';

/** Programs that `show` runs now. @type {Set<import('node:child_process').ChildProcess>} */
const shown = new Set();

/** Ends what `show` runs, for a test run that is told to end: its tests are not to go on without it. */
export function endShown() {
  for (const child of shown) child.kill('SIGTERM');
}

/**
 * Runs a program with its output shown as it comes. Resolves with its exit code; null when a signal ended it.
 * @param {string} file @param {string[]} args @param {NodeJS.ProcessEnv} [env] @returns {Promise<number | null>}
 */
export function show(file, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    shown.add(child);
    child.on('error', reject);
    child.on('close', (code) => {
      shown.delete(child);
      resolve(code);
    });
  });
}

/**
 * A runner that fails without naming a test has failed all the same.
 * @param {LayerResult} result @param {number | null} code @returns {LayerResult}
 */
export function withExitCode(result, code) {
  return code !== 0 && result.failed === 0 ? { ...result, failed: 1 } : result;
}
