/** Every way to prove who one is, to a real sshd and its PAM. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  startSshBench,
  passwords,
  until,
  userKey,
  type Answers,
  type SshBench,
  type TestPorts,
} from './sshBench';
import type { SecretQuestion } from '#targets/host/asker';
import { connect } from '#targets/host/connect';
import { text } from '#targets/host/host';
import { HostPool } from '#targets/host/hostPool';

let bench: SshBench;
let agent: ChildProcess;
let socket: string;
let keysOnly: number;
let passwordOnly: number;
let both: number;

beforeAll(async () => {
  bench = await startSshBench();
  keysOnly = await bench.start(['PasswordAuthentication=no', 'KbdInteractiveAuthentication=no']);
  passwordOnly = await bench.start(['KbdInteractiveAuthentication=no', 'PubkeyAuthentication=no']);
  both = await bench.start(['AuthenticationMethods=publickey,password', 'KbdInteractiveAuthentication=no']);
  socket = join(bench.directory, 'agent');
  agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  await until(() => existsSync(socket), 'ssh-agent');
});
afterAll(() => {
  agent.kill();
  bench.dispose();
});

interface Login {
  user?: 'alice' | 'bob' | 'carol' | 'dora';
  port?: number;
  config?: string;
  answers?: Answers;
  agent?: boolean;
}

/** Logs in, says who it became, and answers what was asked on the way, without the host key. */
async function login(options: Login): Promise<{ name: string; asked: SecretQuestion[]; ports: TestPorts }> {
  const { user = 'alice', port = bench.port, config, answers } = options;
  const ports = bench.ports({
    ...(config === undefined ? {} : { config }),
    ...(answers ? { answers } : {}),
    env: options.agent ? { SSH_AUTH_SOCK: socket } : {},
  });
  const asked = () => ports.questions.filter((question): question is SecretQuestion => 'kind' in question);
  try {
    const host = await connect({ kind: 'ssh', name: 'bench', host: '127.0.0.1', user, port }, ports);
    const name = text((await host.run(['id', '-un'])).stdout);
    host.dispose();
    return { name, asked: asked(), ports };
  } catch (error) {
    throw Object.assign(error instanceof Error ? error : new Error(String(error)), {
      asked: asked(),
      lines: ports.lines,
    });
  }
}

describe('key files', () => {
  test.each([
    ['ed25519', ['-t', 'ed25519', '-N', '']],
    ['ecdsa 384', ['-t', 'ecdsa', '-b', '384', '-N', '']],
    ['rsa', ['-t', 'rsa', '-b', '2048', '-N', '']],
    ['rsa in PEM', ['-t', 'rsa', '-b', '2048', '-N', '', '-m', 'PEM']],
    ['ecdsa in PEM', ['-t', 'ecdsa', '-N', '', '-m', 'PEM']],
    ['rsa in PKCS#8', ['-t', 'rsa', '-b', '2048', '-N', '', '-m', 'PKCS8']],
    ['ecdsa in PKCS#8', ['-t', 'ecdsa', '-N', '', '-m', 'PKCS8']],
  ])('%s', async (_, options) => {
    const key = userKey(bench, 'alice', options);
    const { name, asked } = await login({ port: keysOnly, config: `IdentityFile ${key}` });
    expect(name).toBe('alice');
    expect(asked).toEqual([]);
  });

  test.each([
    ['OpenSSH', ['-t', 'ed25519', '-N', 'pass phrase']],
    ['PEM', ['-t', 'rsa', '-b', '2048', '-N', 'pass phrase', '-m', 'PEM']],
    ['PKCS#8', ['-t', 'ecdsa', '-N', 'pass phrase', '-m', 'PKCS8']],
  ])('with a passphrase, in the form of %s', async (_, options) => {
    const key = userKey(bench, 'alice', options);
    const secret = (question: SecretQuestion) => (question.attempt === 1 ? 'wrong' : 'pass phrase');
    const { name, asked } = await login({
      port: keysOnly,
      config: `IdentityFile ${key}`,
      answers: { secret },
    });
    expect(name).toBe('alice');
    expect(asked).toEqual(
      [1, 2].map((attempt) => ({ kind: 'passphrase', target: 'bench', keyFile: key, attempt })),
    );
  });

  test('nobody is asked to unlock a key that the server does not take', async () => {
    const strange = userKey(bench, 'bob', ['-t', 'ed25519', '-N', 'secret']);
    const good = userKey(bench, 'alice', ['-t', 'ed25519', '-N', '']);
    const { asked } = await login({
      port: keysOnly,
      config: `IdentityFile ${strange}\nIdentityFile ${good}`,
    });
    expect(asked).toEqual([]);
  });

  test('a key that stays locked, a broken one and a missing one are passed over', async () => {
    const locked = userKey(bench, 'alice', ['-t', 'ed25519', '-N', 'secret']);
    const good = userKey(bench, 'alice', ['-t', 'ed25519', '-N', '']);
    const broken = join(bench.directory, 'broken');
    writeFileSync(broken, 'not a key at all\n');
    const files = [broken, '/no/such/key', locked, good];
    const { name, asked, ports } = await login({
      port: keysOnly,
      config: files.map((f) => `IdentityFile ${f}\n`).join(''),
    });
    expect(name).toBe('alice');
    expect(asked).toHaveLength(1);
    expect(ports.lines.join('\n')).toContain(`Key ${broken} is skipped`);
  });

  test('the default files are found', async () => {
    const key = userKey(bench, 'alice', ['-t', 'ed25519', '-N', '']);
    const home = bench.home();
    copyFileSync(key, join(home, '.ssh', 'id_ed25519'));
    const host = await connect(
      { kind: 'ssh', name: 'x', host: '127.0.0.1', user: 'alice', port: keysOnly },
      bench.ports({ home }),
    );
    host.dispose();
  });
});

describe('the agent', () => {
  function addKey(user: string): string {
    const key = userKey(bench, user, ['-t', 'ed25519', '-N', '']);
    execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
    return key;
  }

  test('SSH_AUTH_SOCK, an rsa key too', async () => {
    addKey('carol');
    const rsa = userKey(bench, 'bob', ['-t', 'rsa', '-b', '2048', '-N', '']);
    execFileSync('ssh-add', ['-q', rsa], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
    expect((await login({ user: 'carol', port: keysOnly, agent: true })).name).toBe('carol');
    expect((await login({ user: 'bob', port: keysOnly, agent: true })).name).toBe('bob');
  });

  test('IdentityAgent by path, and none', async () => {
    addKey('carol');
    expect((await login({ user: 'carol', port: keysOnly, config: `IdentityAgent ${socket}` })).name).toBe(
      'carol',
    );
    const none = login({ user: 'carol', port: keysOnly, agent: true, config: 'IdentityAgent none' });
    await expect(none).rejects.toMatchObject({ code: 'authFailed' });
  });

  test('too many keys are named as the reason, IdentitiesOnly helps, by the public file too', async () => {
    for (let i = 0; i < 7; i++) addKey('carol');
    const last = addKey('dora');
    const refused = login({ user: 'dora', port: keysOnly, agent: true });
    await expect(refused).rejects.toMatchObject({
      code: 'authFailed',
      message: expect.stringContaining('IdentitiesOnly') as string,
    });
    const config = `IdentitiesOnly yes\nIdentityFile ${last}.pub`;
    expect((await login({ user: 'dora', port: keysOnly, agent: true, config })).name).toBe('dora');
  });

  test('one that does not answer is passed over', async () => {
    const key = userKey(bench, 'alice', ['-t', 'ed25519', '-N', '']);
    const config = `IdentityAgent ${bench.directory}/nobody\nIdentityFile ${key}`;
    expect((await login({ port: keysOnly, config })).name).toBe('alice');
  });
});

describe('passwords', () => {
  test('by the password method', async () => {
    const { name, asked } = await login({
      user: 'bob',
      port: passwordOnly,
      answers: { secret: () => passwords.bob },
    });
    expect(name).toBe('bob');
    expect(asked).toEqual([{ kind: 'password', target: 'bench', user: 'bob', attempt: 1 }]);
  });

  test('by keyboard-interactive, wrong ones asked for again', async () => {
    const secret = ({ attempt }: SecretQuestion) => (attempt < 3 ? 'wrong' : passwords.bob);
    const { name, asked } = await login({ user: 'bob', answers: { secret } });
    expect(name).toBe('bob');
    expect(asked.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });

  test('three wrong ones are enough, and the message says what was tried', async () => {
    const refused = login({ user: 'bob', port: passwordOnly, answers: { secret: () => 'wrong' } });
    await expect(refused).rejects.toMatchObject({
      code: 'authFailed',
      message: '127.0.0.1 did not let user bob in (tried: password). Check the user name, key or password.',
      asked: [{ attempt: 1 }, { attempt: 2 }, { attempt: 3 }],
    });
  });

  test('no answer is an answer, asked for once', async () => {
    const refused = login({ user: 'bob' });
    await expect(refused).rejects.toMatchObject({ code: 'authFailed', asked: [{ attempt: 1 }] });
  });

  test('time for the answer does not count as time of the server', async () => {
    const ports = bench.ports({ config: 'ConnectTimeout 1' });
    const slow = {
      ...ports.asker,
      secret: () => new Promise<string>((r) => setTimeout(() => r(passwords.bob), 1800)),
    };
    const host = await connect(bench.target('bob'), { ...ports, asker: slow });
    host.dispose();
  });

  test('a key and a password, where both are wanted', async () => {
    const key = userKey(bench, 'bob', ['-t', 'ed25519', '-N', '']);
    const { name } = await login({
      user: 'bob',
      port: both,
      config: `IdentityFile ${key}`,
      answers: { secret: () => passwords.bob },
    });
    expect(name).toBe('bob');
  });

  test('a pool asks once, however often it reconnects, and nothing secret is logged', async () => {
    const ports = bench.ports({ answers: { secret: () => passwords.bob } });
    const pool = new HostPool({ ...ports, idleTime: 1 });
    for (let i = 0; i < 3; i++) {
      (await pool.acquire(bench.target('bob'))).dispose();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    pool.dispose();
    expect(ports.questions.filter((question) => 'kind' in question)).toHaveLength(1);
    expect(ports.lines.filter((line) => line.startsWith('Connected'))).toHaveLength(3);
    expect(ports.lines.join('\n')).not.toContain(passwords.bob);
  });
});
