/** Runs webpack for some of the bundles of webpack.config.mjs. */
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { exec } from './exec.mjs';
import { root } from './places.mjs';

/** @param {...('extension' | 'server' | 'cli' | 'pages' | 'editorTests')} names */
export async function bundle(...names) {
  const webpack = join(root, 'node_modules/webpack/bin/webpack.js');
  const said = await exec(process.execPath, [webpack, ...names.flatMap((name) => ['--config-name', name])], {
    cwd: root,
  });
  if (said.trim() !== '') console.error(said.trim());
  for (const command of ['dist/ebpf.js', 'dist/server.js']) {
    if (existsSync(join(root, command))) chmodSync(join(root, command), 0o755);
  }
}
