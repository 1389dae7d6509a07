#!/usr/bin/env node
/** `npm run bench [-- NAME…]`: the measurements of bench/, one after the other, each against its peer in the same run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, toBench } from './debianPackages.mjs';
import { root } from './places.mjs';

/** What benches share. */
const parts = ['report', 'session', 'grammar', 'largeFile', 'languagePeer', 'falseAlarms', 'liveAgent'];

const wanted = process.argv.slice(2);
await ensurePackages(toBench);
const names = readdirSync(join(root, 'bench'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.slice(0, -3))
  .filter((name) => !parts.includes(name) && (wanted.length === 0 || wanted.includes(name)));
if (names.length === 0) throw new Error(`no bench called ${wanted.join(', ')}`);

for (const name of names) {
  console.log(`━━ ${name}`);
  const bench = spawn(join(root, 'node_modules/.bin/tsx'), [join(root, 'bench', `${name}.ts`)], {
    stdio: 'inherit',
  });
  const [code] = await once(bench, 'close');
  if (code !== 0) process.exitCode = 1;
}
