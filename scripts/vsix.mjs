/** Packs dist/ and what belongs to it into a .vsix, and holds the line on its size. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exec } from './exec.mjs';
import { root } from './places.mjs';

/** What a user downloads, in bytes. */
const limit = 12 << 20;

/** @param {string} folder @returns {Promise<{ file: string, bytes: number }>} */
export async function packVsix(folder) {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const file = join(folder, `${name}-${version}.vsix`);
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  // Everything is in the bundles, so no node_modules. The readme's pictures come along, so its links stay as they are.
  const options = [
    '--no-dependencies',
    '--no-rewrite-relative-links',
    '--allow-missing-repository',
    '--out',
    file,
  ];
  await exec(process.execPath, [vsce, 'package', ...options], { cwd: root });
  const bytes = statSync(file).size;
  if (bytes > limit) throw new Error(`${file} is ${bytes} bytes, more than ${limit}`);
  return { file, bytes };
}
