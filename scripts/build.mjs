#!/usr/bin/env node
/** `npm run build`: bundles what ships and builds the agent, side by side. */
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { exec } from './exec.mjs';
import { root } from './places.mjs';

const since = Date.now();
const agent = exec(process.execPath, [join(root, 'scripts/buildAgent.mjs')], { cwd: root });
await Promise.all([agent, bundle('extension', 'server', 'cli', 'pages')]);
console.error(`built in ${((Date.now() - since) / 1000).toFixed(1)} s`);
