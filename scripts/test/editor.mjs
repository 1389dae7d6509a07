/** The layer `editor`: the suites inside a real VS Code. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../places.mjs';
import { show, withExitCode } from './layer.mjs';

/** @param {NodeJS.ProcessEnv} env @returns {Promise<import('./layer.mjs').LayerResult>} */
export async function editor(env) {
  const report = join(root, 'test-results/editor.json');
  rmSync(report, { force: true });
  const code = await show(process.execPath, [join(root, 'test/editor/run.mjs'), '--no-build'], env);
  const { tests } = JSON.parse(readFileSync(report, 'utf8'));
  const count = (/** @type {string} */ wanted) =>
    tests.filter((/** @type {any} */ { status }) => status === wanted).length;
  return withExitCode({ passed: count('passed'), failed: count('failed'), skipped: count('skipped') }, code);
}
