#!/usr/bin/env node
/**
 * Runs the suites of test/editor inside a real VS Code and reports what they found. By default that is code-server
 * in a headless Chromium; with EBPF_WORKBENCH_EDITOR=desktop it is the desktop's VS Code by @vscode/test-electron
 * (the executable EBPF_WORKBENCH_VSCODE names, else a downloaded one). EBPF_WORKBENCH_GREP picks tests by title.
 * `--no-build` takes dist/ as it is.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../../scripts/bundle.mjs';
import { exec } from '../../scripts/exec.mjs';
import { onExit } from '../../scripts/lifetime.mjs';
import { machinesVariable, startMachines } from '../../scripts/machines/machines.mjs';
import { cache, root } from '../../scripts/places.mjs';

const results = join(root, 'test-results');
const folder = cache('editor', String(process.pid));
mkdirSync(join(folder, 'workspace'));
mkdirSync(results, { recursive: true });
const resultFile = join(folder, 'result.json');

if (!process.argv.includes('--no-build')) {
  await Promise.all([
    exec(process.execPath, [join(root, 'scripts/buildAgent.mjs')]),
    bundle('extension', 'pages'),
  ]);
}
await bundle('editorTests');

const given = process.env[machinesVariable];
const started = given === undefined ? await startMachines(`editor-${process.pid}`) : undefined;
const machines = started?.machines ?? JSON.parse(/** @type {string} */ (given));
if (started) onExit(started.stop);

/** @type {import('./openInCodeServer.mjs').EditorRun} */
const run = {
  folder,
  workspace: join(folder, 'workspace'),
  tests: join(root, 'out/editor/index.js'),
  resultFile,
  settings: { 'ebpf.ssh.configFile': machines.sshConfig },
  env: { EBPF_WORKBENCH_RESULT: resultFile, [machinesVariable]: JSON.stringify(machines) },
};
const desktop = process.env.EBPF_WORKBENCH_EDITOR === 'desktop';
const { open } = await import(desktop ? './openInDesktop.mjs' : './openInCodeServer.mjs');
try {
  await open(run);
  report(JSON.parse(readFileSync(resultFile, 'utf8')));
  rmSync(folder, { recursive: true, force: true }); // the logs of a run that told nothing stay
} finally {
  await started?.stop();
}
process.exit();

/** @param {import('./result').EditorResult} result */
function report({ tests }) {
  writeFileSync(join(results, 'editor.json'), JSON.stringify({ tests }, null, 2));
  const marks = { passed: '✓', failed: '✗', skipped: '-' };
  for (const { title, status, milliseconds, error } of tests) {
    console.log(`${marks[status]} ${title} (${milliseconds} ms)`);
    if (error) console.log(error.replace(/^/gm, '    '));
  }
  const count = (/** @type {string} */ wanted) => tests.filter(({ status }) => status === wanted).length;
  console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
  process.exitCode = count('failed') > 0 || count('passed') === 0 ? 1 : 0;
}
