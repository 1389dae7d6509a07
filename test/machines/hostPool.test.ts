/** Connections shared by a pool, to a real sshd. */
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, startSshBench, until, userKey, type SshBench, type TestPorts } from './sshBench';
import { text, type Host } from '#targets/host/host';
import { HostPool } from '#targets/host/hostPool';

let bench: SshBench;
let key: string;

beforeAll(async () => {
  bench = await startSshBench();
  key = userKey(bench, 'alice', ['-t', 'ed25519', '-N', '']);
});
afterAll(() => bench.dispose());

function poolOf(options: { idleTime?: number } = {}): [HostPool, TestPorts] {
  const ports = bench.ports({ config: `IdentityFile ${key}\n` });
  return [new HostPool({ ...ports, ...options }), ports];
}

/** The server's process: the same for everything that shares a connection. */
async function sessionOf(host: Host): Promise<string> {
  return text((await host.run(['sh', '-c', 'ps -o ppid= -p $$'])).stdout).trim();
}

test('everyone at once shares one attempt and one connection', async () => {
  const [pool, ports] = poolOf();
  const hosts = await Promise.all(Array.from({ length: 5 }, () => pool.acquire(bench.target())));
  expect(new Set(await Promise.all(hosts.map(sessionOf))).size).toBe(1);
  expect(ports.questions).toHaveLength(1);
  pool.dispose();
});

test('who gives up does not take the connection from the others', async () => {
  const [pool] = poolOf();
  const controller = new AbortController();
  const first = pool.acquire(bench.target(), controller.signal);
  const second = pool.acquire(bench.target());
  controller.abort();
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  expect(text((await (await second).run(['echo', 'here'])).stdout)).toBe('here');
  pool.dispose();
});

test('when all give up, the attempt ends', async () => {
  const [pool] = poolOf();
  let open = 0;
  const mute = createServer((socket) => {
    open++;
    socket
      .on('close', () => open--)
      .on('error', () => undefined)
      .resume();
  });
  const port = await listen(mute);
  const controller = new AbortController();
  const target = { kind: 'ssh', name: 'mute', host: '127.0.0.1', port } as const;
  const attempt = pool.acquire(target, controller.signal);
  await until(() => open === 1, 'the attempt');
  controller.abort();
  await expect(attempt).rejects.toMatchObject({ code: 'cancelled' });
  await until(() => open === 0, 'its end');
  mute.close();
  pool.dispose();
});

test('giving back ends what was started, and keeps the connection for the next', async () => {
  const [pool] = poolOf();
  const first = await pool.acquire(bench.target());
  const session = await sessionOf(first);
  const sleeping = await first.spawn(['sleep', '4711']);
  first.dispose();
  expect(await sleeping.exit).toMatchObject({ signal: 'SIGTERM' });
  const second = await pool.acquire(bench.target());
  expect(await sessionOf(second)).toBe(session);
  pool.dispose();
});

test('an unused connection is closed after a while, a used one is not', async () => {
  const [pool] = poolOf({ idleTime: 200 });
  const used = await pool.acquire(bench.target());
  const session = await sessionOf(used);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await sessionOf(used)).toBe(session);
  let lost = false;
  const again = await pool.acquire(bench.target());
  again.onLost(() => (lost = true));
  used.dispose();
  again.dispose();
  await until(() => {
    try {
      execFileSync('kill', ['-0', session], { stdio: 'ignore' });
      return false;
    } catch {
      return true;
    }
  }, 'the end of the connection');
  // A listener ends with its lease.
  expect(lost).toBe(false);
  pool.dispose();
});

test('a lost connection is replaced', async () => {
  const [pool] = poolOf();
  const first = await pool.acquire(bench.target());
  const session = await sessionOf(first);
  const lost = new Promise<Error>((resolve) => first.onLost(resolve));
  execFileSync('kill', ['-9', session]);
  expect(await lost).toMatchObject({ code: 'connectionLost' });
  const second = await pool.acquire(bench.target());
  expect(await sessionOf(second)).not.toBe(session);
  pool.dispose();
});

test('a failed attempt is not kept', async () => {
  const [pool] = poolOf();
  const nobody = { kind: 'ssh', name: 'carol', host: '127.0.0.1', user: 'carol', port: bench.port } as const;
  await expect(pool.acquire(nobody)).rejects.toMatchObject({ code: 'authFailed' });
  execFileSync('cp', [`${key}.pub`, `${bench.directory}/home/carol/.ssh/authorized_keys`]);
  expect((await pool.acquire(nobody)).name).toBe('carol');
  pool.dispose();
});

test('this machine is a host like the others', async () => {
  const [pool] = poolOf();
  const host = await pool.acquire({ kind: 'local' });
  expect(text((await host.run(['echo', 'here'])).stdout)).toBe('here');
  pool.dispose();
  await expect(pool.acquire({ kind: 'local' })).rejects.toMatchObject({ code: 'cancelled' });
});
