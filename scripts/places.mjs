/**
 * Where the scripts keep what they make. Two places, because a fresh clone should not download again what this
 * machine already has: `cache` lies in the clone, `machineCache` outlives it. Nothing depends on `machineCache`
 * being there; deleting it costs time only.
 */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** A folder of this clone that git ignores: sockets, keys, logs, state. @param {...string} parts */
export const cache = (...parts) => folder(join(root, '.cache', ...parts));

/** A folder of this machine for downloads and builds of other people's software. @param {...string} parts */
export const machineCache = (...parts) =>
  folder(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ebpf-workbench-dev', ...parts));

/** @param {string} path */
function folder(path) {
  mkdirSync(path, { recursive: true });
  return path;
}
