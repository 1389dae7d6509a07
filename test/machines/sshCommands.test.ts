/** Commands, streams and files over a real sshd. */
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSshBench, passwords, type SshBench } from './sshBench';
import { connect } from '#targets/host/connect';
import { text, type Host } from '#targets/host/host';

let bench: SshBench;
let host: Host;

beforeAll(async () => {
  bench = await startSshBench();
  host = await login('alice');
});
afterAll(() => {
  host.dispose();
  bench.dispose();
});

function login(user: keyof typeof passwords, port = bench.port): Promise<Host> {
  const target = { kind: 'ssh', name: `${user}:${port}`, host: '127.0.0.1', user, port } as const;
  return connect(target, bench.ports({ answers: { secret: () => passwords[user] } }));
}

describe('commands', () => {
  test('every argument arrives as it is', async () => {
    const words = [
      '',
      ' ',
      "it's",
      '"',
      '$(id)',
      '`id`',
      '\\',
      "\\'",
      '!!',
      '-rf',
      '*',
      '~',
      'a\nb\n',
      '中文 🐝',
      '#',
      'a=b',
    ];
    const result = await host.run(['printf', '%s\\0', ...words]);
    expect(Buffer.from(result.stdout).toString().split('\0').slice(0, -1)).toEqual(words);
  });

  test('the environment arrives, and a program with an equals sign in its path', async () => {
    const env = { ONE: 'a b', TWO: "'$x'\n" };
    expect(text((await host.run(['sh', '-c', 'printf %s "$ONE$TWO"'], { env })).stdout)).toBe("a b'$x'");
    await host.run(['sh', '-c', 'mkdir -p a=b && cp /bin/echo a=b/']);
    expect(text((await host.run(['a=b/echo', 'x'], { env })).stdout)).toBe('x');
  });

  test('exit code, signal and a missing program', async () => {
    expect(await host.run(['sh', '-c', 'exit 42'])).toMatchObject({ code: 42, signal: null });
    expect(await host.run(['sh', '-c', 'kill -9 $$'])).toMatchObject({ code: null, signal: 'SIGKILL' });
    const missing = await host.run(['no-such-program']);
    expect(missing.code).toBe(127);
    expect(text(missing.stderr)).toContain('not found');
  });

  test('thirty at once, though the server allows ten', async () => {
    const runs = Array.from({ length: 30 }, (_, i) =>
      host.run(['sh', '-c', 'sleep 0.1; echo "$1"', 'sh', String(i)]),
    );
    const said = (await Promise.all(runs)).map(({ stdout }) => text(stdout));
    expect(said).toEqual(Array.from({ length: 30 }, (_, i) => String(i)));
  });

  test('a server that allows two at once is served in turn', async () => {
    const narrow = await login('alice', await bench.start(['MaxSessions=2']));
    const results = await Promise.all(Array.from({ length: 9 }, () => narrow.run(['sleep', '0.1'])));
    expect(results.map(({ code }) => code)).toEqual(Array<number>(9).fill(0));
    narrow.dispose();
  });

  test('a server that allows no command says so', async () => {
    const closed = await login('alice', await bench.start(['MaxSessions=0']));
    await expect(closed.run(['true'])).rejects.toMatchObject({ code: 'commandFailed' });
    closed.dispose();
  });
});

describe('ending a command', () => {
  async function isGone(seconds: string): Promise<boolean> {
    return (await host.run(['pgrep', '-f', `^sleep ${seconds}$`])).code === 1;
  }

  test('by time', async () => {
    const start = Date.now();
    expect(await host.run(['sleep', '3601'], { timeout: 300 })).toMatchObject({
      code: null,
      signal: 'TIMEOUT',
    });
    expect(Date.now() - start).toBeLessThan(2000);
    expect(await isGone('3601')).toBe(true);
  });

  test('by a signal of the caller', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    await expect(host.run(['sleep', '3602'], { signal: controller.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await isGone('3602')).toBe(true);
  });

  test('by force, when it does not listen', async () => {
    const stubborn = await host.spawn(['sh', '-c', 'trap "" TERM; echo ready; while :; do sleep 0.1; done']);
    await new Promise((resolve) => stubborn.stdout.once('data', resolve));
    stubborn.stdout.resume();
    stubborn.kill();
    expect(await stubborn.exit).toEqual({ code: null, signal: 'SIGKILL' });
  });

  test('before it starts', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(host.spawn(['true'], { signal: controller.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('streams', () => {
  test('100 MB through cat, intact, and never much of it in memory', async () => {
    const size = 100 * 1024 * 1024;
    const block = randomBytes(1024 * 1024);
    const sent = createHash('sha256');
    const received = createHash('sha256');
    let most = 0;
    const before = process.memoryUsage().rss;
    function* blocks(): Generator<Buffer> {
      for (let done = 0; done < size; done += block.length) {
        block.writeUInt32BE(done, 0);
        sent.update(block);
        yield Buffer.from(block);
      }
    }
    const cat = await host.spawn(['cat']);
    const feeding = pipeline(Readable.from(blocks(), { highWaterMark: 2 }), cat.stdin);
    let length = 0;
    for await (const chunk of cat.stdout) {
      received.update(chunk as Buffer);
      length += (chunk as Buffer).length;
      most = Math.max(most, process.memoryUsage().rss - before);
    }
    await feeding;
    expect(await cat.exit).toEqual({ code: 0, signal: null });
    expect(length).toBe(size);
    expect(received.digest('hex')).toBe(sent.digest('hex'));
    expect(most).toBeLessThan(80 * 1024 * 1024);
  });

  test('a command waits for its reader', async () => {
    const endless = await host.spawn(['sh', '-c', 'head -c 50000000 /dev/zero; echo done >&2']);
    let done = false;
    endless.stderr.on('data', () => (done = true));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(done).toBe(false);
    endless.stdout.resume();
    expect(await endless.exit).toEqual({ code: 0, signal: null });
  });

  test('writing to a command that has ended fails instead of hanging', async () => {
    const brief = await host.spawn(['true']);
    brief.stdout.resume();
    await brief.exit;
    const endless = Readable.from(Array.from({ length: 100 }, () => Buffer.alloc(1024 * 1024)));
    await expect(pipeline(endless, brief.stdin)).rejects.toThrow();
  });

  test('input that a command does not read is no error', async () => {
    const result = await host.run(['true'], { input: Buffer.alloc(20 * 1024 * 1024) });
    expect(result.code).toBe(0);
  });

  test('a reader that leaves does not keep the command', async () => {
    const talker = await host.spawn(['seq', '1000000']);
    talker.stdout.once('data', () => talker.stdout.destroy());
    expect(await talker.exit).toEqual({ code: 0, signal: null });
  });
});

describe('files', () => {
  test('a file goes up whole, with its mode, and comes back', async () => {
    const content = randomBytes(3_000_000);
    for (const path of ['plain', "it's a $(file)\n中", '-rf']) {
      await host.writeFile(path, content, { mode: 0o640 });
      expect(Buffer.compare(await host.readFile(path), content)).toBe(0);
      expect(text((await host.run(['stat', '-c', '%a', '--', path])).stdout)).toBe('640');
    }
    await host.writeFile('plain', Buffer.from('new'));
    expect(text(await host.readFile('plain'))).toBe('new');
    expect(text((await host.run(['stat', '-c', '%a', 'plain'])).stdout)).toBe('600');
    expect(text((await host.run(['sh', '-c', 'ls -A | grep -c "^plain"'])).stdout)).toBe('1');
  });

  test('no space, no write, no permission, no file: each has its own answer, and nothing is left', async () => {
    const root = await login('alice');
    const sudo = (...argv: string[]) => root.run(['sudo', '-n', ...argv]);
    const small = `${bench.directory}/home/alice/small`;
    const fixed = `${bench.directory}/home/alice/fixed`;
    await root.run(['mkdir', '-p', small, fixed]);
    await sudo('mount', '-t', 'tmpfs', '-o', 'size=64k,mode=1777', 'tmpfs', small);
    await sudo('mount', '-t', 'tmpfs', '-o', 'ro', 'tmpfs', fixed);
    const big = Buffer.alloc(1_000_000);
    await expect(host.writeFile(`${small}/big`, big)).rejects.toMatchObject({ code: 'noSpace' });
    expect(text((await host.run(['ls', '-A', small])).stdout)).toBe('');
    await expect(host.writeFile(`${fixed}/big`, big)).rejects.toMatchObject({ code: 'readOnly' });
    await expect(host.writeFile('/root/big', big)).rejects.toMatchObject({ code: 'permission' });
    await expect(host.writeFile('/no/such/dir', big)).rejects.toMatchObject({ code: 'commandFailed' });
    await expect(host.writeFile('/tmp', big)).rejects.toMatchObject({ code: 'commandFailed' });
    await expect(host.readFile('/etc/shadow')).rejects.toMatchObject({ code: 'permission' });
    await expect(host.readFile('/no/such/file')).rejects.toMatchObject({
      code: 'commandFailed',
      message: expect.stringContaining('/no/such/file does not exist') as string,
    });
    await sudo('umount', small, fixed);
    root.dispose();
  });
});
