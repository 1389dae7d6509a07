/** Runs one vitest project and counts from its JSON report. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../places.mjs';
import { show, withExitCode } from './layer.mjs';

/** @param {string} project @param {NodeJS.ProcessEnv} [env] @returns {Promise<import('./layer.mjs').LayerResult>} */
export async function vitest(project, env) {
  const report = join(root, 'test-results', `${project}.json`);
  rmSync(report, { force: true });
  const runner = join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await show(process.execPath, [runner, 'run', '--project', project, ...reporters], env);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  // A file that does not load has no tests that could fail.
  const broken = testResults.filter(
    (/** @type {any} */ { status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return withExitCode(
    {
      passed: numPassedTests,
      failed: numFailedTests + broken.length,
      skipped: numPendingTests + numTodoTests,
    },
    code,
  );
}
