/** Runs code-server on a free port of the loopback interface, with its user data in a folder of the caller. */
import { mkdirSync, writeFileSync, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { exec } from '../exec.mjs';
import { endGroup, spawnTied } from '../lifetime.mjs';
import { freePort } from '../net.mjs';
import { installCodeServer } from './install.mjs';

/**
 * @typedef {object} StartOptions
 * @property {string} folder for user data, extensions and the log; made when missing
 * @property {Record<string, unknown>} [settings] the user's settings.json
 * @property {string} [vsix] extension to install first
 * @property {NodeJS.ProcessEnv} [env] on top of this process's own
 *
 * @typedef {{ url: string, port: number, userData: string, log: string, stop(): Promise<void> }} Running
 */

/** @param {StartOptions} options @returns {Promise<Running>} */
export async function startCodeServer(options) {
  const { node, entry } = await installCodeServer();
  const userData = join(options.folder, 'user-data');
  const log = join(options.folder, 'code-server.log');
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(options.folder, 'config.yaml'), '');
  writeSettings(userData, options.settings ?? {});
  const env = environment(options.env);
  const folders = ['--user-data-dir', userData, '--extensions-dir', join(options.folder, 'extensions')];
  const config = ['--config', join(options.folder, 'config.yaml')];
  if (options.vsix) {
    await exec(node, [entry, ...config, ...folders, '--install-extension', options.vsix, '--force'], { env });
  }

  const port = await freePort();
  // prettier-ignore
  const child = spawnTied(node, [
    entry, ...config, ...folders,
    '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`,
    '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override',
  ], { env });
  const file = createWriteStream(log);
  child.stdout?.pipe(file, { end: false });
  child.stderr?.pipe(file, { end: false });
  try {
    await listening(child);
  } catch (error) {
    await endGroup(child);
    throw error;
  }
  return { url: `http://127.0.0.1:${port}/`, port, userData, log, stop: () => endGroup(child) };
}

/** @param {string} userData @param {Record<string, unknown>} settings */
export function writeSettings(userData, settings) {
  const quiet = {
    // Nothing that opens by itself, asks, or looks for a network.
    'workbench.startupEditor': 'none',
    'workbench.enableExperiments': false,
    'workbench.welcomePage.walkthroughs.openOnInstall': false,
    'extensions.autoUpdate': false,
    'extensions.autoCheckUpdates': false,
    'extensions.ignoreRecommendations': true,
    'telemetry.telemetryLevel': 'off',
    'update.mode': 'none',
    'git.enabled': false,
    'chat.commandCenter.enabled': false,
    'security.workspace.trust.enabled': false,
  };
  writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify({ ...quiet, ...settings }, null, 2));
}

/** Started from inside another VS Code, its variables would lead to that one. @param {NodeJS.ProcessEnv} [extra] */
function environment(extra) {
  const own = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('VSCODE_') && !name.startsWith('ELECTRON_'),
  );
  return { ...Object.fromEntries(own), ...extra };
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<void>} */
function listening(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (/** @type {string} */ why) =>
      reject(new Error(`code-server did not start: ${why}\n${said}`));
    const late = setTimeout(() => fail('60 s are over'), 60_000);
    late.unref();
    const read = (/** @type {Buffer} */ data) => {
      said += data.toString();
      // [2026-11-20T23:50:00.000Z] info  HTTP server listening on http://127.0.0.1:40001/
      if (!said.includes('HTTP server listening')) return;
      clearTimeout(late);
      resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('error', (error) => fail(error.message));
    child.on('exit', (code) => fail(`it ended with ${code}`));
  });
}
