/**
 * Runs the bundled suites with mocha inside the extension host. The outcome goes to the file that
 * EBPF_WORKBENCH_RESULT names, because a browser tells its opener nothing.
 */
import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';
import type { EditorResult } from './result';

export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const result = await collect().catch((error: unknown): EditorResult => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { tests: [{ title: 'the suites load', status: 'failed', milliseconds: 0, error: stack }] };
  });
  const file = process.env['EBPF_WORKBENCH_RESULT'];
  if (file !== undefined) {
    writeFileSync(`${file}.part`, JSON.stringify(result));
    renameSync(`${file}.part`, file); // whoever waits for the file finds it whole
  }
  const failed = result.tests.filter(({ status }) => status === 'failed').length;
  if (failed > 0) throw new Error(`${failed} tests failed`);
}

async function collect(): Promise<EditorResult> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, grep: process.env['EBPF_WORKBENCH_GREP'] ?? '' });
  const folder = path.join(__dirname, 'suites');
  for (const name of readdirSync(folder).sort())
    if (name.endsWith('.js')) mocha.addFile(path.join(folder, name));
  const tests: EditorResult['tests'] = [];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => {
      resolve();
    });
    runner.on('pass', (test) => {
      tests.push({ title: test.fullTitle(), status: 'passed', milliseconds: test.duration ?? 0 });
    });
    runner.on('pending', (test) => {
      tests.push({ title: test.fullTitle(), status: 'skipped', milliseconds: 0 });
    });
    // Hooks fail here too, as a test of their own name.
    runner.on('fail', (test, error: Error) => {
      const text = error.stack ?? error.message;
      tests.push({
        title: test.fullTitle(),
        status: 'failed',
        milliseconds: test.duration ?? 0,
        error: text,
      });
    });
  });
  return { tests };
}
