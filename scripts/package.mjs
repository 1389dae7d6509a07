#!/usr/bin/env node
/** `npm run package`: builds, then makes the .vsix. package.json's `files` is the list of what it may hold. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './places.mjs';
import { packVsix } from './vsix.mjs';

const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);
const { file, bytes } = await packVsix(root);
console.log(`${file}: ${(bytes / 1e6).toFixed(2)} MB`);
