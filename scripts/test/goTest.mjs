/** The layer `agent`: `go test`, with the race detector, counted from its JSON events. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { root } from '../places.mjs';
import { withExitCode } from './layer.mjs';

/** @returns {Promise<import('./layer.mjs').LayerResult>} */
export async function goTest() {
  const child = spawn('go', ['test', '-json', '-race', './...'], {
    cwd: join(root, 'agent'),
    env: { ...process.env, CGO_ENABLED: '1' }, // the race detector is C
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const count = { pass: 0, fail: 0, skip: 0 };
  const output = new Map();
  const failing = new Set();
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
  return withExitCode({ passed: count.pass, failed: count.fail, skipped: count.skip }, await ended);
}

/** @param {string} line */
function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
