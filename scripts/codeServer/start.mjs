/** Runs code-server on a free port of the loopback interface, with its user data in a folder of the caller. */
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exec } from '../exec.mjs';
import { endGroup, spawnTied } from '../lifetime.mjs';
import { freePort } from '../net.mjs';
import { installCodeServer } from './install.mjs';
import { writeEmptyLanguagePack } from './languagePack.mjs';
import { writeSettings } from './settings.mjs';

/**
 * @typedef {object} StartOptions
 * @property {string} folder for user data and the log; made when missing
 * @property {string} [extensions] folder of installed extensions; default: one below `folder`
 * @property {Record<string, unknown>} [settings] the user's settings.json; without it, the one that is there stays
 * @property {string} [locale] display language of extensions, e.g. `zh-cn`
 * @property {NodeJS.ProcessEnv} [env] on top of this process's own
 *
 * @typedef {{ url: string, port: number, userData: string, log: string, stop(): Promise<void> }} Running
 */

/** @param {StartOptions} options @returns {Promise<Running>} */
export async function startCodeServer({ folder, extensions, settings, locale, env }) {
  const { node, entry } = await installCodeServer();
  const userData = join(folder, 'user-data');
  if (settings) writeSettings(userData, settings);
  if (locale) writeEmptyLanguagePack(userData, locale);
  const port = await freePort();
  // prettier-ignore
  const child = spawnTied(node, [
    entry, ...common(folder, extensions ?? join(folder, 'extensions')),
    '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`,
    '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override',
    ...(locale ? ['--locale', locale] : []),
  ], { env: environment(env) });
  const log = join(folder, 'code-server.log');
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

/** @param {string} vsix @param {string} folder as of `startCodeServer` @param {string} [extensions] */
export async function installExtension(vsix, folder, extensions = join(folder, 'extensions')) {
  const { node, entry } = await installCodeServer();
  const args = [entry, ...common(folder, extensions), '--install-extension', vsix, '--force'];
  const said = await exec(node, args, { env: environment() });
  if (!said.includes('successfully installed')) throw new Error(`${vsix} was not installed\n${said}`);
}

/** Keeps code-server away from the user's own. @param {string} folder @param {string} extensions */
function common(folder, extensions) {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'config.yaml');
  writeFileSync(config, '');
  return ['--config', config, '--user-data-dir', join(folder, 'user-data'), '--extensions-dir', extensions];
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
