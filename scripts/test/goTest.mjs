/** Runs `go test` in the agent's module and counts from its JSON events. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { root } from '../places.mjs';
import { withExitCode } from './layer.mjs';

/** The layer `agent`: all of it, with the race detector, which is C. */
export const agent = () => goTest(['-race', './...'], { CGO_ENABLED: '1' });

/**
 * `names` are the tests that passed, without their parts; `failing` the packages that did not.
 * @param {string[]} args @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import('./layer.mjs').LayerResult & { names: Set<string>, failing: Set<string> }>}
 */
export async function goTest(args, env) {
  const child = spawn('go', ['test', '-json', '-count=1', ...args], {
    cwd: join(root, 'agent'),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const count = { pass: 0, fail: 0, skip: 0 };
  const output = new Map();
  /** @type {Set<string>} */
  const failing = new Set();
  /** @type {Set<string>} */
  const names = new Set();
  for await (const line of createInterface({ input: child.stdout })) {
    const event = parse(line);
    if (!event) {
      console.log(line);
      continue;
    }
    // {"Action":"pass","Package":"…/attach","Test":"TestXdp/native","Elapsed":0.1}
    const {
      Action: action,
      Package: name,
      ImportPath: built,
      Test: test,
      Output: text,
      Elapsed: seconds,
    } = event;
    const key = `${name ?? built} ${test ?? ''}`;
    if (text !== undefined) output.set(key, (output.get(key) ?? '') + text);
    if (!(action in count) && action !== 'build-fail') continue;
    if (test !== undefined && action === 'pass' && !test.includes('/')) names.add(test);
    if (test !== undefined) count[/** @type {keyof typeof count} */ (action)] += 1;
    else if (action === 'build-fail' || (action === 'fail' && !failing.has(name))) count.fail += 1; // no test of it did
    if (test === undefined && action !== 'skip')
      console.log(`${action === 'pass' ? '✓' : '✗'} ${name ?? built} (${seconds ?? 0} s)`);
    if (action === 'fail' || action === 'build-fail') {
      failing.add(name);
      console.log(output.get(key) ?? '');
    }
    output.delete(key);
  }
  const result = { passed: count.pass, failed: count.fail, skipped: count.skip };
  return { ...withExitCode(result, await ended), names, failing };
}

/** @param {string} line */
function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
