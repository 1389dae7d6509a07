/**
 * Opens code-server in a headless browser, with this extension from its sources and the suites as its tests: the same
 * entry that @vscode/test-electron gives to the desktop's VS Code, passed in the address.
 */
import { existsSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { launchBrowser } from '../../scripts/browser.mjs';
import { withoutGallery } from '../../scripts/codeServer/settings.mjs';
import { startCodeServer } from '../../scripts/codeServer/start.mjs';
import { root } from '../../scripts/places.mjs';

/**
 * @typedef {object} EditorRun
 * @property {string} folder for the editor's own files
 * @property {string} workspace folder to open
 * @property {string} tests the module whose `run` runs the tests
 * @property {string} resultFile which it writes last
 * @property {Record<string, unknown>} settings
 * @property {Record<string, string>} env
 */

const minutes = 15;

/** Resolves when the result file is there. @param {EditorRun} run */
export async function open({ folder, workspace, tests, resultFile, settings, env }) {
  const server = await startCodeServer({ folder, settings, env: { ...withoutGallery, ...env } });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    /** @type {string[]} */
    const said = [];
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
    const remote = (/** @type {string} */ path) => `vscode-remote://127.0.0.1:${server.port}${path}`;
    const payload = [
      ['extensionDevelopmentPath', remote(root)],
      ['extensionTestsPath', remote(tests)],
    ];
    const address = new URL(server.url);
    address.searchParams.set('folder', workspace);
    address.searchParams.set('payload', JSON.stringify(payload));
    await page.goto(address.href);
    try {
      await appears(resultFile, AbortSignal.timeout(minutes * 60_000));
    } catch {
      await page.screenshot({ path: join(root, 'test-results/editor-stuck.png') });
      throw new Error(`the editor told no result within ${minutes} minutes\n${said.slice(-40).join('\n')}`);
    }
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** @param {string} file @param {AbortSignal} signal @returns {Promise<void>} */
function appears(file, signal) {
  return new Promise((resolve, reject) => {
    const watcher = watch(dirname(file), (_, name) => {
      if (name === basename(file)) done();
    });
    const done = () => {
      watcher.close();
      resolve();
    };
    signal.addEventListener('abort', () => {
      watcher.close();
      reject(signal.reason);
    });
    if (existsSync(file)) done();
  });
}
