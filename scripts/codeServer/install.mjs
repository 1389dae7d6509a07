/**
 * Installs code-server, a real VS Code that runs in a browser, from npm alone: its own post-install fetches binaries
 * from elsewhere, so the scripts of its packages stay off and only the native modules that it needs are built.
 * It brings its own Node, because its native modules fit one version only.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exec } from '../exec.mjs';
import { machineCache } from '../places.mjs';

const version = '4.99.4'; // VS Code 1.99.3
const nodeVersion = '20.20.2';

/** @typedef {{ node: string, entry: string, version: string }} CodeServer paths of its Node and of its main script */

/** @returns {Promise<CodeServer>} */
export async function installCodeServer() {
  const home = machineCache('code-server');
  const folder = join(home, `${version}-node-${nodeVersion}-${process.arch}`);
  if (!existsSync(join(folder, 'complete'))) await install(home, folder);
  return {
    node: join(folder, 'node/bin/node'),
    entry: join(folder, 'code-server/out/node/entry.js'),
    version,
  };
}

/** @param {string} home @param {string} folder */
async function install(home, folder) {
  const since = Date.now();
  console.error(`Installing code-server ${version} …`);
  const work = await mkdtemp(join(home, '.work-'));
  try {
    const node = join(work, 'node');
    const server = join(work, 'code-server');
    await Promise.all([
      unpack(`node-linux-${process.arch}@${nodeVersion}`, node),
      unpack(`code-server@${version}`, server),
    ]);
    const vscode = join(server, 'lib/vscode');
    const npm = npmOf(node);
    const quiet = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
    await Promise.all([
      npm(server, ['ci', ...quiet]),
      // Not `ci`: its lock file misses an entry.
      npm(vscode, ['install', '--no-package-lock', ...quiet]),
      npm(join(vscode, 'extensions'), ['ci', ...quiet]),
    ]);
    await Promise.all([
      build(npm, vscode, '@vscode/spdlog', 'build/Release/spdlog.node'),
      build(npm, vscode, 'node-pty', 'build/Release/pty.node').then(() =>
        build(npm, vscode, 'native-watchdog', 'build/Release/watchdog.node'),
      ),
      build(npm, server, 'argon2', 'lib/binding/napi-v3/argon2.node'),
    ]);
    await link('node_modules', join(vscode, 'node_modules.asar'));
    const ripgrep = join(vscode, 'node_modules/@vscode/ripgrep/bin');
    await exec('mkdir', ['-p', ripgrep]);
    await link('/usr/bin/rg', join(ripgrep, 'rg'));
    await writeFile(join(work, 'complete'), '');
    // One rename at the end: what was cut in the middle never looks complete.
    await rename(work, folder).catch((error) => {
      if (!existsSync(join(folder, 'complete'))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  console.error(`code-server installed in ${((Date.now() - since) / 1000).toFixed(0)} s`);
}

/** Puts what an npm package holds into `folder`. @param {string} spec @param {string} folder */
async function unpack(spec, folder) {
  await exec('mkdir', ['-p', folder]);
  await exec('npm', ['pack', spec, '--silent', '--pack-destination', folder], { cwd: folder });
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (!archive) throw new Error(`npm pack ${spec} left no archive`);
  await exec('tar', ['-xzf', archive, '--strip-components=1'], { cwd: folder });
  await rm(join(folder, archive));
}

/** npm under the Node that code-server will run on, which also has the headers for native modules. @param {string} node */
function npmOf(node) {
  const env = { ...process.env, PATH: `${join(node, 'bin')}:${process.env.PATH}`, npm_config_nodedir: node };
  /** @param {string} cwd @param {string[]} args */
  return (cwd, args) => exec('npm', args, { cwd, env });
}

/**
 * Builds one native module. The word of npm is not taken for it: a post-install step may complain after a good build,
 * and a policy may skip the script silently.
 * @param {ReturnType<typeof npmOf>} npm @param {string} folder @param {string} name @param {string} product
 */
async function build(npm, folder, name, product) {
  const said = await npm(folder, ['rebuild', name]).catch((error) => String(error));
  if (!existsSync(join(folder, 'node_modules', name, product)))
    throw new Error(`${name} was not built\n${said}`);
}

/** @param {string} target @param {string} path */
async function link(target, path) {
  await rm(path, { recursive: true, force: true });
  await symlink(target, path);
}
