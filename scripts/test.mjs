#!/usr/bin/env node
/**
 * `npm test [-- LAYER…]`: installs what is missing and runs the layers of the tests, from the quickest to the most
 * real. A layer that cannot run, or that runs no test, has failed. The last line sums up: `N passed, N failed`.
 * Only Node's own modules until npm's packages are there, so that it starts from a fresh clone.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, toTest } from './debianPackages.mjs';
import { exec } from './exec.mjs';
import { onExit } from './lifetime.mjs';
import { machinesVariable, startMachines } from './machines/machines.mjs';
import { ensureNodeModules } from './nodeModules.mjs';
import { root } from './places.mjs';
import { editor } from './test/editor.mjs';
import { agentOnVm } from './test/agentOnVm.mjs';
import { agent } from './test/goTest.mjs';
import { endShown } from './test/layer.mjs';
import { lint } from './test/lint.mjs';
import { vitest } from './test/vitest.mjs';

/**
 * What a layer needs from here: `build` fills dist/, `machines` are this one over SSH and the VM. One that is `beside`
 * goes on while those after it run.
 */
const layers = {
  lint: { needs: [], run: lint },
  pure: { needs: [], run: () => vitest('pure') },
  agent: { needs: [], run: agent },
  agent61: { needs: [], run: agentOnVm, beside: true },
  machines: { needs: ['build', 'machines'], run: (env) => vitest('machines', env) },
  editor: { needs: ['build', 'machines', 'codeServer'], run: editor },
  person: { needs: ['build', 'machines', 'codeServer'], run: (env) => vitest('person', env) },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in layers));
if (unknown.length > 0) {
  console.error(`no layer ${unknown.join(', ')}; there are ${Object.keys(layers).join(', ')}`);
  process.exit(2);
}
const chosen = Object.entries(layers).filter(([name]) => wanted.length === 0 || wanted.includes(name));

/** @type {{ name: string, passed: number, failed: number, skipped: number, seconds: number }[]} */
const results = [];
/** @type {Record<string, Promise<unknown>>} */
const preparations = {};
/** @type {(() => Promise<void>) | undefined} */
let stopMachines;
onExit(async () => {
  endShown();
  await stopMachines?.();
});

mkdirSync(join(root, 'test-results'), { recursive: true });
const ready = await layer('setup', async () => {
  await ensurePackages(toTest);
  await ensureNodeModules();
  return { passed: 0, failed: 0, skipped: 0 };
});
/** @type {Promise<unknown>[]} */
const beside = [];
for (const [name, { needs, run, ...how }] of ready ? chosen : []) {
  const running = layer(name, async () => {
    for (const need of needs) await prepare(need);
    const result = await run({ ...process.env });
    return result.passed + result.failed === 0 ? { ...result, failed: 1 } : result;
  });
  if ('beside' in how) beside.push(running);
  else await running;
}
await Promise.all(beside);
await stopMachines?.();
sumUp();

/**
 * Runs one layer and writes down how it ended; an error is a failure of the layer.
 * @param {string} name @param {() => Promise<import('./test/layer.mjs').LayerResult>} run
 */
async function layer(name, run) {
  console.log(`\n━━ ${name}`);
  const since = Date.now();
  /** @type {import('./test/layer.mjs').LayerResult} */
  let result = { passed: 0, failed: 1, skipped: 0 };
  try {
    result = await run();
  } catch (error) {
    console.log(`✗ ${name} could not run: ${error.stack ?? error}`);
  }
  results.push({ name, ...result, seconds: (Date.now() - since) / 1000 });
  return result.failed === 0;
}

/** Does a preparation once; one that failed fails every layer that needs it. @param {string} need */
function prepare(need) {
  /** @type {Record<string, () => Promise<unknown>>} */
  const how = {
    build: () => exec(process.execPath, [join(root, 'scripts/build.mjs')]),
    codeServer: async () => (await import('./codeServer/install.mjs')).installCodeServer(),
    machines: async () => {
      const { machines, stop } = await startMachines(`test-${process.pid}`);
      stopMachines = stop;
      process.env[machinesVariable] = JSON.stringify(machines);
    },
  };
  return (preparations[need] ??= /** @type {() => Promise<unknown>} */ (how[need])());
}

function sumUp() {
  console.log('\n━━ layers');
  const sum = { passed: 0, failed: 0 };
  for (const { name, passed, failed, skipped, seconds } of results) {
    sum.passed += passed;
    sum.failed += failed;
    const left = skipped > 0 ? `, ${skipped} skipped` : '';
    const mark = failed > 0 ? '✗' : '✓';
    console.log(
      `${mark} ${name.padEnd(8)} ${seconds.toFixed(0).padStart(4)} s  ${passed} passed, ${failed} failed${left}`,
    );
  }
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  process.exit(sum.failed > 0 || sum.passed === 0 ? 1 : 0);
}
