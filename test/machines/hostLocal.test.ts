/** The machine that the tests run on, as a host. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { text } from '#targets/host/host';
import { LocalHost } from '#targets/host/localHost';
import { findRoot } from '#targets/host/root';

const host = new LocalHost();
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'host-local-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

test('every argument arrives as it is', async () => {
  const words = ['', "it's", '$(id)', '\\', 'a\nb', '中文', '-rf'];
  const result = await host.run(['printf', '%s\\0', ...words]);
  expect(Buffer.from(result.stdout).toString().split('\0').slice(0, -1)).toEqual(words);
});

test('exit code, signal, variables, and a missing program as a shell shows it', async () => {
  expect(await host.run(['sh', '-c', 'exit 42'])).toMatchObject({ code: 42, signal: null });
  expect(await host.run(['sh', '-c', 'kill -9 $$'])).toMatchObject({ code: null, signal: 'SIGKILL' });
  expect(text((await host.run(['sh', '-c', 'echo $A'], { env: { A: 'b' } })).stdout)).toBe('b');
  const missing = await host.run(['no-such-program']);
  expect(missing).toMatchObject({ code: 127, signal: null });
  expect(text(missing.stderr)).toBe('no-such-program: not found');
  expect(await host.run([directory])).toMatchObject({ code: 126 });
});

test('thirty at once, each with its output', async () => {
  const runs = Array.from({ length: 30 }, (_, i) =>
    host.run(['sh', '-c', 'cat; echo $1', 'sh', String(i)], { input: 'x' }),
  );
  const said = (await Promise.all(runs)).map(({ stdout }) => text(stdout));
  expect(said).toEqual(Array.from({ length: 30 }, (_, i) => `x${String(i)}`));
});

test('a command ends by time, with what it started', async () => {
  const start = Date.now();
  const result = await host.run(['sh', '-c', 'sleep 3701; echo'], { timeout: 200 });
  expect(result).toMatchObject({ code: null, signal: 'TIMEOUT' });
  expect(Date.now() - start).toBeLessThan(1500);
  expect((await host.run(['pgrep', '-f', '^sleep 3701$'])).code).toBe(1);
});

test('a command ends with its signal, and by force', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 100);
  await expect(host.run(['sleep', '100'], { signal: controller.signal })).rejects.toMatchObject({
    code: 'cancelled',
  });
  const stubborn = await host.spawn(['sh', '-c', 'trap "" TERM; echo ready; while :; do sleep 0.1; done']);
  await new Promise((resolve) => stubborn.stdout.once('data', resolve));
  stubborn.kill();
  expect(await stubborn.exit).toEqual({ code: null, signal: 'SIGKILL' });
});

test('a file is written whole, with its mode, or not at all', async () => {
  const content = randomBytes(1_000_000);
  const path = join(directory, "it's a $(file)\n中");
  await host.writeFile(path, content, { mode: 0o644 });
  expect(Buffer.compare(await host.readFile(path), content)).toBe(0);
  expect(statSync(path).mode & 0o777).toBe(0o644);
  await expect(host.writeFile(directory, content)).rejects.toMatchObject({ code: 'commandFailed' });
  await expect(host.writeFile('/proc/none', content)).rejects.toThrow();
  await expect(host.readFile('/no/such')).rejects.toMatchObject({
    message: '/no/such does not exist on local.',
  });
  expect(readdirSync(directory)).toHaveLength(1);
});

test('who is root needs nothing else', async () => {
  const asker = { trustHostKey: () => Promise.resolve(false), secret: () => Promise.resolve(undefined) };
  const root = await findRoot(host, asker);
  expect(root.how).toBe(process.getuid?.() === 0 ? 'root' : 'sudo');
  expect(text((await root.run(['id', '-u'])).stdout)).toBe('0');
});
