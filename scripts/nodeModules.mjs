/** Brings node_modules to what package-lock.json says, when it is not there yet. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exec } from './exec.mjs';
import { root } from './places.mjs';

export async function ensureNodeModules() {
  if (isInstalled()) return;
  console.error('Installing npm packages …');
  // No package needs its install script: what ssh2 would compile never ships, so it is not tested with either.
  await exec('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root });
}

/** Whether every package of the lock file is there in its version; npm keeps its own list of what it installed. */
function isInstalled() {
  const list = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(list)) return false;
  const read = (/** @type {string} */ file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const have = read(list);
  return Object.entries(read(join(root, 'package-lock.json')))
    .filter(([path, { optional }]) => path !== '' && !optional) // optional ones may be for other systems
    .every(([path, { version }]) => have[path]?.version === version);
}
