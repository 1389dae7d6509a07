/** Machines that cannot be reached, and connections that break. */
import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, listen, startSshBench, userKey, type SshBench, type TestPorts } from './sshBench';
import { connect } from '#targets/host/connect';
import type { Host } from '#targets/host/host';

let bench: SshBench;
let key: string;
/** Takes connections and says nothing, as a machine behind a firewall may. */
let mute: Server;
let mutePort: number;

beforeAll(async () => {
  bench = await startSshBench();
  key = userKey(bench, 'alice', ['-t', 'ed25519', '-N', '']);
  mute = createServer((socket) => socket.on('error', () => undefined));
  mutePort = await listen(mute);
});
afterAll(() => {
  mute.close();
  bench.dispose();
});

function ports(config = ''): TestPorts {
  return bench.ports({ config: `${config}\nIdentityFile ${key}\n` });
}

function at(host: string, port: number) {
  return { kind: 'ssh', name: `${host}:${port}`, host, user: 'alice', port } as const;
}

/** The server's process of this connection. */
async function sessionOf(host: Host): Promise<string> {
  const { stdout } = await host.run(['sh', '-c', 'ps -o ppid= -p $$']);
  return Buffer.from(stdout).toString().trim();
}

/** Ends it and its monitor at once, as a crash would. */
function cut(session: string): void {
  const monitor = execFileSync('ps', ['-o', 'ppid=', '-p', session], { encoding: 'utf8' }).trim();
  execFileSync('kill', ['-9', monitor, session]);
}

test('nobody listens: unreachable', async () => {
  await expect(connect(at('127.0.0.1', await freePort()), ports())).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('refuses SSH connections') as string,
  });
});

test('no such name: unknownHost', async () => {
  await expect(connect(at('no-such-host.invalid', 22), ports())).rejects.toMatchObject({
    code: 'unknownHost',
  });
});

test('a server that says nothing is given up after ConnectTimeout', async () => {
  const start = Date.now();
  await expect(connect(at('127.0.0.1', mutePort), ports('ConnectTimeout 1'))).rejects.toMatchObject({
    code: 'unreachable',
  });
  expect(Date.now() - start).toBeLessThan(3000);
});

test('cancelling ends the attempt at once', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 100);
  const attempt = connect(at('127.0.0.1', mutePort), { ...ports(), signal: controller.signal });
  await expect(attempt).rejects.toMatchObject({ code: 'cancelled' });
});

test('what is not SSH is said to be none', async () => {
  const web = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const port = await listen(web);
  await expect(connect(at('127.0.0.1', port), ports())).rejects.toMatchObject({ code: 'unreachable' });
  web.close();
});

test('a cut ends what runs as LOST, waits for nothing, and is told once', async () => {
  const host = await connect(bench.target(), ports());
  const session = await sessionOf(host);
  const lost: Error[] = [];
  host.onLost((error) => lost.push(error));
  const sleeping = await host.spawn(['sleep', '100']);
  const unread = await host.spawn(['sh', '-c', 'head -c 100000000 /dev/zero']);
  const queued = Array.from({ length: 20 }, () =>
    host.run(['sleep', '100']).catch((error: unknown) => error),
  );
  await new Promise((resolve) => setTimeout(resolve, 500));
  const start = Date.now();
  cut(session);
  expect(await sleeping.exit).toEqual({ code: null, signal: 'LOST' });
  expect(await unread.exit).toEqual({ code: null, signal: 'LOST' });
  for (const outcome of await Promise.all(queued)) {
    if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'connectionLost' });
    else expect(outcome).toMatchObject({ code: null, signal: 'LOST' });
  }
  expect(Date.now() - start).toBeLessThan(3000);
  expect(lost).toMatchObject([{ code: 'connectionLost' }]);
  await expect(host.spawn(['true'])).rejects.toMatchObject({ code: 'connectionLost' });
  await expect(host.writeFile('x', Buffer.alloc(1))).rejects.toMatchObject({ code: 'connectionLost' });
});

test('a file that is cut on its way is not there', async () => {
  const host = await connect(bench.target(), ports());
  const session = await sessionOf(host);
  const writing = host.writeFile('cut.bin', Buffer.alloc(60_000_000));
  await new Promise((resolve) => setTimeout(resolve, 300));
  cut(session);
  await expect(writing).rejects.toMatchObject({ code: 'connectionLost' });
  const after = await connect(bench.target(), ports());
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { stdout } = await after.run(['sh', '-c', 'ls -A | grep cut.bin']);
  expect(Buffer.from(stdout).toString()).toBe('');
  after.dispose();
});

test('a server that stops answering is noticed by keepalives', async () => {
  const host = await connect(bench.target(), ports('ServerAliveInterval 1\nServerAliveCountMax 1'));
  const session = await sessionOf(host);
  const sleeping = await host.spawn(['sleep', '100']);
  const start = Date.now();
  execFileSync('kill', ['-STOP', session]);
  expect(await sleeping.exit).toEqual({ code: null, signal: 'LOST' });
  expect(Date.now() - start).toBeLessThan(5000);
  execFileSync('kill', ['-9', session]);
});

test('disposing ends what runs', async () => {
  const host = await connect(bench.target(), ports());
  const sleeping = await host.spawn(['sleep', '100']);
  host.dispose();
  expect(await sleeping.exit).toEqual({ code: null, signal: 'LOST' });
});
