/** The layer `lint`: types, lint rules and formats, each one check. */
import { join } from 'node:path';
import { exec } from '../exec.mjs';
import { root } from '../places.mjs';

const bin = (/** @type {string} */ name) => join(root, 'node_modules', name);
const agent = join(root, 'agent');

/** @type {{ name: string, run: () => Promise<string> }[]} */
const checks = [
  { name: 'types', run: () => exec(process.execPath, [bin('typescript/bin/tsc'), '-b'], { cwd: root }) },
  {
    name: 'eslint',
    run: () =>
      exec(
        process.execPath,
        [bin('eslint/bin/eslint.js'), '--cache', '--cache-location', '.cache/eslint', '.'],
        { cwd: root },
      ),
  },
  {
    name: 'prettier',
    run: () => exec(process.execPath, [bin('prettier/bin/prettier.cjs'), '--check', '.'], { cwd: root }),
  },
  { name: 'gofmt', run: gofmt },
  { name: 'go vet', run: () => exec('go', ['vet', './...'], { cwd: agent }) },
];

/** @returns {Promise<import('./layer.mjs').LayerResult>} */
export async function lint() {
  let passed = 0;
  // One after the other: each of them uses every core by itself, or a great deal of memory.
  for (const { name, run } of checks) {
    try {
      await run();
      passed += 1;
      console.log(`✓ ${name}`);
    } catch (error) {
      console.log(`✗ ${name}\n${error.message}`);
    }
  }
  return { passed, failed: checks.length - passed, skipped: 0 };
}

/** gofmt lists what it would change and is content with itself. */
async function gofmt() {
  const files = await exec('gofmt', ['-l', agent]);
  if (files.trim() !== '') throw new Error(`not formatted:\n${files}`);
  return files;
}
