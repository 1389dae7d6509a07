#!/usr/bin/env node
/**
 * `npm start`: installs what is missing, builds, and opens a sample workspace in a real VS Code with the extension:
 * the `code` that is on PATH, else code-server, whose address it prints. Ctrl-C ends it. Only Node's own modules until
 * npm's packages are there, so that it starts from a fresh clone.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installExtension, startCodeServer } from './codeServer/start.mjs';
import { ensurePackages, toRun } from './debianPackages.mjs';
import { exec } from './exec.mjs';
import { onExit } from './lifetime.mjs';
import { ensureNodeModules } from './nodeModules.mjs';
import { cache } from './places.mjs';
import { sampleWorkspace } from './sampleWorkspace.mjs';

await ensurePackages(toRun);
await ensureNodeModules();
console.error('Building …');
await exec(process.execPath, [new URL('build.mjs', import.meta.url).pathname]);
const { folder: workspace, first } = sampleWorkspace();
const desktop = (process.env.PATH ?? '')
  .split(':')
  .map((folder) => join(folder, 'code'))
  .find((path) => existsSync(path));
await (desktop ? openDesktop(desktop) : openCodeServer());

/** @param {string} code */
async function openDesktop(code) {
  const { root } = await import('./places.mjs');
  // As root it refuses to start without these two.
  const asRoot =
    process.getuid?.() === 0 ? ['--no-sandbox', '--user-data-dir', cache('start', 'user-data')] : [];
  const args = ['--wait', '--new-window', `--extensionDevelopmentPath=${root}`, ...asRoot, workspace, first];
  console.log(`Opening ${workspace} in ${code}`);
  const child = spawn(code, args, { stdio: 'inherit' });
  child.on('close', (status) => process.exit(status ?? 1));
}

async function openCodeServer() {
  const { packVsix } = await import('./vsix.mjs');
  const folder = cache('start');
  const vsix = await packVsix(folder);
  await installExtension(vsix.file, folder);
  const server = await startCodeServer({ folder });
  onExit(server.stop);
  const address = new URL(server.url);
  address.searchParams.set('folder', workspace);
  const file = `vscode-remote://${address.host}${first}`;
  address.searchParams.set('payload', JSON.stringify([['openFile', file]]));
  // Whoever can reach the address can do what you can: it listens on the loopback interface only.
  console.log(`\nVS Code runs here; open\n\n    ${address.href}\n\nCtrl-C ends it.`);
}
