/** The ways to root, through the real sudo of users made for it. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSshBench, passwords, until, type SshBench, type TestPorts } from './sshBench';
import type { SecretQuestion } from '#targets/host/asker';
import { connect } from '#targets/host/connect';
import { text, type Host } from '#targets/host/host';
import { HostPool } from '#targets/host/hostPool';
import { findRoot, type Root } from '#targets/host/root';

let bench: SshBench;
const open: Host[] = [];

beforeAll(async () => {
  bench = await startSshBench();
});
afterAll(() => {
  for (const host of open) host.dispose();
  bench.dispose();
});

type User = keyof typeof passwords;

/** Answers the login with the right password, and sudo's questions with `sudo`, in turn. */
async function as(user: User, sudo: readonly (string | undefined)[] = []): Promise<[Host, TestPorts]> {
  const answers = [...sudo];
  const secret = (question: SecretQuestion) => (question.kind === 'sudo' ? answers.shift() : passwords[user]);
  const ports = bench.ports({ answers: { secret } });
  const host = await connect(bench.target(user), ports);
  open.push(host);
  return [host, ports];
}

async function rootOf(
  user: User,
  sudo: readonly (string | undefined)[] = [],
): Promise<[Root, TestPorts, Host]> {
  const [host, ports] = await as(user, sudo);
  return [await findRoot(host, ports.asker), ports, host];
}

function sudoQuestions(ports: TestPorts): SecretQuestion[] {
  return ports.questions.filter((question) => 'kind' in question).filter(({ kind }) => kind === 'sudo');
}

async function whoami(root: Root): Promise<string> {
  return text((await root.run(['id', '-un'])).stdout);
}

test('sudo without a password asks nothing', async () => {
  const [root, ports] = await rootOf('alice');
  expect(root.how).toBe('sudo');
  expect(await whoami(root)).toBe('root');
  expect(sudoQuestions(ports)).toEqual([]);
});

test('sudo with a password asks once', async () => {
  const [root, ports] = await rootOf('bob', [passwords.bob]);
  expect(root.how).toBe('sudoPassword');
  expect(await whoami(root)).toBe('root');
  expect(await whoami(root)).toBe('root');
  expect(sudoQuestions(ports)).toMatchObject([{ user: 'bob', attempt: 1 }]);
});

test('a wrong password is asked for again', async () => {
  const [root, ports] = await rootOf('bob', ['wrong', passwords.bob]);
  expect(await whoami(root)).toBe('root');
  expect(sudoQuestions(ports).map((question) => 'attempt' in question && question.attempt)).toEqual([1, 2]);
});

test('three wrong passwords are enough', async () => {
  await expect(rootOf('bob', ['a', 'b', 'c', passwords.bob])).rejects.toMatchObject({
    code: 'noRoot',
    message: expect.stringContaining('wrong three times') as string,
  });
});

test('no answer is no root', async () => {
  await expect(rootOf('bob', [undefined])).rejects.toMatchObject({ code: 'noRoot' });
});

test('a user without sudo hears what to do', async () => {
  await expect(rootOf('carol', [passwords.carol])).rejects.toMatchObject({
    code: 'noRoot',
    message: expect.stringContaining('Add carol to the group') as string,
    detail: expect.stringContaining('not in the sudoers file') as string,
  });
});

test('requiretty is named, with the line that turns it off', async () => {
  await expect(rootOf('erin')).rejects.toMatchObject({
    code: 'noRoot',
    message: expect.stringContaining('Defaults:erin !requiretty') as string,
  });
});

test.each(['alice', 'bob', 'dora'] as const)('the streams of %s carry bytes untouched', async (user) => {
  const [root] = await rootOf(user, [passwords[user]]);
  const bytes = randomBytes(3 * 1024 * 1024);
  const result = await root.run(['sh', '-c', 'cat; echo said >&2; exit 7'], { input: bytes });
  expect(result.code).toBe(7);
  expect(Buffer.compare(result.stdout, bytes)).toBe(0);
  expect(text(result.stderr)).toBe('said');
});

test.each(['alice', 'bob', 'dora'] as const)(
  'the end of the input reaches the command of %s',
  async (user) => {
    const [root] = await rootOf(user, [passwords[user]]);
    const process = await root.spawn(['cat']);
    process.stdin.end();
    process.stdout.resume();
    expect(await process.exit).toEqual({ code: 0, signal: null });
  },
);

test.each(['alice', 'bob', 'dora'] as const)(
  'a root command of %s that reads nothing can be killed',
  async (user) => {
    const [root] = await rootOf(user, [passwords[user]]);
    const seconds = String(1000 + Math.floor(Math.random() * 1e6));
    const process = await root.spawn(['sleep', seconds]);
    process.stdout.resume();
    process.kill();
    await process.exit;
    await until(
      async () => (await root.run(['pgrep', '-f', `^sleep ${seconds}$`])).code === 1,
      'the end of sleep',
    );
  },
);

test('variables reach the command', async () => {
  const [root] = await rootOf('alice');
  const result = await root.run(['sh', '-c', 'echo "$GREETING"'], { env: { GREETING: "it's $(me)" } });
  expect(text(result.stdout)).toBe("it's $(me)");
});

test('a pool remembers the password across leases', async () => {
  const secret = (question: SecretQuestion) => (question.kind === 'sudo' ? passwords.bob : passwords.bob);
  const ports = bench.ports({ answers: { secret } });
  const pool = new HostPool(ports);
  for (let lease = 0; lease < 2; lease++) {
    const host = await pool.acquire(bench.target('bob'));
    expect((await findRoot(host, ports.asker)).how).toBe('sudoPassword');
    host.dispose();
  }
  expect(sudoQuestions(ports)).toHaveLength(1);
  pool.dispose();
});

test('nothing secret is logged', async () => {
  const [, ports] = await rootOf('bob', ['not it', passwords.bob]);
  const log = ports.lines.join('\n');
  expect(log).not.toContain(passwords.bob);
  expect(log).not.toContain('not it');
});
