/** Host keys of a real sshd against known_hosts files, also those that OpenSSH's own tools wrote. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSshBench, userKey, type SshBench, type TestPorts } from './sshBench';
import { connect } from '#targets/host/connect';

let bench: SshBench;
let key: string;
let name: string;

beforeAll(async () => {
  bench = await startSshBench();
  key = userKey(bench, 'alice', ['-t', 'ed25519', '-N', '']);
  name = `[127.0.0.1]:${bench.port}`;
});
afterAll(() => bench.dispose());

interface Setup {
  /** Content of `~/.ssh/known_hosts`; no file when absent. */
  known?: string;
  config?: string;
  trust?: boolean;
}

interface Outcome {
  ports: TestPorts;
  file: string;
  known: () => string;
  go: () => Promise<void>;
}

function setUp({ known, config = '', trust = true }: Setup): Outcome {
  const home = bench.home();
  const file = join(home, '.ssh', 'known_hosts');
  if (known !== undefined) writeFileSync(file, known);
  const ports = bench.ports({ home, config: `${config}\nIdentityFile ${key}\n`, answers: { trust } });
  return {
    ports,
    file,
    known: () => (existsSync(file) ? readFileSync(file, 'utf8') : ''),
    go: async () => {
      (await connect(bench.target(), ports)).dispose();
    },
  };
}

/** A key of the same type that is not the server's. */
function otherKey(type: string): string {
  const file = join(bench.directory, `other_${type}_${Math.random().toString(36).slice(2)}`);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', file]);
  return readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
}

function fingerprintOf(key: string): string {
  const shown = execFileSync('ssh-keygen', ['-lf', '-'], { input: key, encoding: 'utf8' });
  return shown.split(' ')[1] ?? '';
}

test('an unknown key is shown as ssh shows it, stored, and not asked for again', async () => {
  const { go, known, file, ports } = setUp({});
  await go();
  const fingerprint = fingerprintOf(bench.hostKey('ed25519'));
  expect(ports.questions).toEqual([{ host: name, keyType: 'ssh-ed25519', fingerprint }]);
  expect(known()).toBe(`${name} ${bench.hostKey('ed25519')}\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await go();
  expect(ports.questions).toHaveLength(1);
  // ssh itself is content with what we wrote.
  const options = [
    '-F',
    'none',
    '-o',
    `UserKnownHostsFile=${file}`,
    '-o',
    'StrictHostKeyChecking=yes',
    '-i',
    key,
  ];
  execFileSync('ssh', [...options, '-p', String(bench.port), 'alice@127.0.0.1', 'true'], { stdio: 'pipe' });
});

test('a missing ~/.ssh is made, closed to others', async () => {
  const { go, ports, known } = setUp({});
  const directory = join(ports.place?.home ?? '', '.ssh');
  rmSync(directory, { recursive: true });
  const config = join(bench.directory, 'config');
  writeFileSync(config, `IdentityFile ${key}`);
  ports.sshConfigFile = config;
  await go();
  expect(known()).not.toBe('');
  expect(statSync(directory).mode & 0o777).toBe(0o700);
});

test('a file without its last line end keeps both lines whole', async () => {
  const before = `other.example ${otherKey('ed25519')}`;
  const { go, known } = setUp({ known: before });
  await go();
  expect(known()).toBe(`${before}\n${name} ${bench.hostKey('ed25519')}\n`);
});

test('HashKnownHosts hides the name, and we and ssh-keygen find it', async () => {
  const { go, known, file, ports } = setUp({ config: 'HashKnownHosts yes' });
  await go();
  expect(known()).toMatch(/^\|1\|\S+\|\S+ ssh-ed25519 /);
  expect(execFileSync('ssh-keygen', ['-F', name, '-f', file], { encoding: 'utf8' })).toContain('found');
  await go();
  expect(ports.questions).toHaveLength(1);
});

test('what ssh-keygen -H hashed is known', async () => {
  const { go, file, ports } = setUp({ known: `${name} ${bench.hostKey('ed25519')}\n` });
  execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
  expect(readFileSync(file, 'utf8')).toMatch(/^\|1\|/);
  await go();
  expect(ports.questions).toEqual([]);
});

test.each(['ed25519', 'ecdsa', 'rsa'] as const)(
  'a server known by its %s key alone is known',
  async (type) => {
    const { go, ports } = setUp({
      known: `${name} ${bench.hostKey(type)}\n`,
      config: 'StrictHostKeyChecking yes',
    });
    await go();
    expect(ports.questions).toEqual([]);
  },
);

test('patterns, a global file, an alias and an entry without a port', async () => {
  const plain = bench.hostKey('rsa');
  const global = join(bench.directory, 'global');
  writeFileSync(global, `${name} ${plain}\n`);
  const strict = 'StrictHostKeyChecking yes';
  await setUp({ known: `[127.0.0.*]:* ${plain}\n`, config: strict }).go();
  await setUp({ config: `${strict}\nGlobalKnownHostsFile ${global}` }).go();
  await setUp({ known: `lab ${plain}\n`, config: `${strict}\nHostKeyAlias lab` }).go();
  await setUp({ known: `127.0.0.1 ${plain}\n`, config: strict }).go();
  const excluded = setUp({ known: `[127.0.0.*]:*,!${name} ${plain}\n`, config: strict });
  await expect(excluded.go()).rejects.toMatchObject({ code: 'hostKeyUnknown' });
});

test('"no" connects to nothing and stores nothing', async () => {
  const { go, known } = setUp({ trust: false });
  await expect(go()).rejects.toMatchObject({ code: 'hostKeyUnknown' });
  expect(known()).toBe('');
});

test.each([
  ['yes', 'hostKeyUnknown'],
  ['accept-new', undefined],
  ['no', undefined],
])('StrictHostKeyChecking %s asks nothing', async (value, code) => {
  const { go, ports, known } = setUp({ config: `StrictHostKeyChecking ${value}` });
  if (code) await expect(go()).rejects.toMatchObject({ code });
  else await go();
  expect(ports.questions).toEqual([]);
  expect(known() === '').toBe(code !== undefined);
});

test.each(['', 'StrictHostKeyChecking no', 'StrictHostKeyChecking accept-new'])(
  'a changed key is refused with both fingerprints and its line, whatever the settings (%s)',
  async (config) => {
    const old = otherKey('ed25519');
    const { go, known, file, ports } = setUp({ known: `# mine\n${name} ${old}\n`, config });
    const before = known();
    await expect(go()).rejects.toMatchObject({
      code: 'hostKeyChanged',
      message: expect.stringContaining(fingerprintOf(bench.hostKey('ed25519'))) as string,
      actions: [{ kind: 'openFile', path: file }],
    });
    await expect(go()).rejects.toThrow(fingerprintOf(old));
    await expect(go()).rejects.toThrow(`${file}:2`);
    expect(ports.questions).toEqual([]);
    expect(known()).toBe(before);
  },
);

test('a server that hides the type it is known by is refused too', async () => {
  const port = await bench.start(['HostKeyAlgorithms=ecdsa-sha2-nistp256']);
  const { ports, file } = setUp({});
  writeFileSync(file, `[127.0.0.1]:${port} ${bench.hostKey('ed25519')}\n`);
  const target = { kind: 'ssh', name: 'x', host: '127.0.0.1', user: 'alice', port } as const;
  await expect(connect(target, ports)).rejects.toMatchObject({ code: 'hostKeyChanged' });
});

test('a revoked key is refused, though another line trusts it', async () => {
  const own = bench.hostKey('ed25519');
  const { go } = setUp({ known: `${name} ${own}\n@revoked * ${own}\n` });
  await expect(go()).rejects.toMatchObject({
    code: 'hostKeyChanged',
    message: expect.stringContaining('revoked') as string,
  });
});

test('a certificate authority is no known key, and the log says so', async () => {
  const { go, ports } = setUp({ known: `@cert-authority * ${otherKey('ed25519')}\n` });
  await go();
  expect(ports.questions).toHaveLength(1);
  expect(ports.lines.join('\n')).toContain('certificates are not checked');
});

test('a key that cannot be stored is no reason not to connect', async () => {
  const { go, file, ports } = setUp({});
  mkdirSync(file);
  await go();
  expect(ports.lines.join('\n')).toContain('could not be stored');
});
