/**
 * An sshd of one test file, with users, passwords and sudo of its own. It runs in a mount namespace whose /etc is
 * a copy, so that nothing of this machine's accounts is touched, and is gone with its process.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Asker, HostKeyQuestion, SecretQuestion } from '#targets/host/asker';
import type { ConnectPorts } from '#targets/host/connect';
import type { Log } from '#targets/log';
import type { Target } from '#targets/target';

/** `alice` sudoes without a password, `bob` with his, `carol` not at all, `dora` and `erin` see bench.sh. */
export const passwords = { alice: 'al ice', bob: "b'ob\\$", carol: 'carol', dora: 'dora', erin: 'erin' };

export interface SshBench {
  port: number;
  directory: string;
  /** A home directory here with its own `.ssh`; the bench's keys and host key are not in it. */
  home(): string;
  /** Connection settings that see nothing of the real user: no keys, no agent, no configuration but `config`. */
  ports(options?: {
    config?: string;
    home?: string;
    answers?: Answers;
    env?: Record<string, string>;
  }): TestPorts;
  target(user?: string): Target;
  /** Public host key of one type, as `type base64`. */
  hostKey(type: 'ed25519' | 'ecdsa' | 'rsa'): string;
  /** Another sshd with more options; ended with the bench. */
  start(options: readonly string[]): Promise<number>;
  dispose(): void;
}

export type TestPorts = ConnectPorts & { questions: (HostKeyQuestion | SecretQuestion)[]; lines: string[] };

export interface Answers {
  trust?: boolean;
  secret?: (question: SecretQuestion) => string | undefined;
}

const bench = `
set -e
mount --make-rprivate /
cp -a /etc "$1/etc"
mount --bind "$1/etc" /etc
mkdir -p /run/sshd
for user in alice bob carol dora erin; do
  useradd --create-home --home-dir "$1/home/$user" --shell /bin/bash "$user"
  install -d -m 700 -o "$user" -g "$user" "$1/home/$user/.ssh"
done
chpasswd < "$1/passwords"
cat > /etc/sudoers <<'END'
Defaults env_reset
Defaults passwd_tries=3
Defaults:dora use_pty
Defaults:erin requiretty
root ALL=(ALL:ALL) ALL
alice ALL=(ALL) NOPASSWD: ALL
bob ALL=(ALL) ALL
dora ALL=(ALL) ALL
erin ALL=(ALL) NOPASSWD: ALL
END
chmod 440 /etc/sudoers
rm -rf /etc/sudoers.d/*
touch "$1/ready"
exec sleep infinity
`;

export async function startSshBench(): Promise<SshBench> {
  const directory = mkdtempSync(join(tmpdir(), 'ssh-bench-'));
  execFileSync('chmod', ['755', directory]);
  mkdirSync(join(directory, 'home'));
  writeFileSync(
    join(directory, 'passwords'),
    Object.entries(passwords)
      .map(([user, password]) => `${user}:${password}\n`)
      .join(''),
    { mode: 0o600 },
  );
  for (const type of ['ed25519', 'ecdsa', 'rsa'])
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', join(directory, `host_${type}`)]);

  const children: ChildProcess[] = [];
  const namespace = spawn('unshare', ['--mount', 'sh', '-c', bench, 'sh', directory], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.push(namespace);
  await until(() => readable(join(directory, 'ready')), 'accounts');

  const start = async (options: readonly string[]): Promise<number> => {
    const port = await freePort();
    const settings = [
      `ListenAddress=127.0.0.1:${port}`,
      ...['ed25519', 'ecdsa', 'rsa'].map((type) => `HostKey=${join(directory, `host_${type}`)}`),
      'PidFile=none',
      'UsePAM=yes',
      'StrictModes=no',
      'MaxStartups=100',
      'PrintMotd=no',
    ];
    const argv = [
      '/usr/sbin/sshd',
      '-D',
      '-e',
      '-f',
      '/dev/null',
      ...[...options, ...settings].flatMap((o) => ['-o', o]),
    ];
    const sshd = spawn('nsenter', ['--mount', '--target', String(namespace.pid), ...argv], {
      stdio: ['ignore', 'ignore', process.env['SSH_BENCH_LOG'] ? 'inherit' : 'ignore'],
    });
    children.push(sshd);
    await until(() => answers(port), 'sshd');
    return port;
  };

  const port = await start([]);
  let homes = 0;
  const home = () => {
    const path = join(directory, `client-${++homes}`);
    mkdirSync(join(path, '.ssh'), { recursive: true, mode: 0o700 });
    return path;
  };
  return {
    port,
    directory,
    home,
    start,
    ports: (options = {}) => ports({ home: options.home ?? home(), ...options }),
    target: (user = 'alice') => ({
      kind: 'ssh',
      name: `${user}@127.0.0.1:${port}`,
      host: '127.0.0.1',
      user,
      port,
    }),
    hostKey: (type) =>
      readFileSync(join(directory, `host_${type}.pub`), 'utf8')
        .split(' ')
        .slice(0, 2)
        .join(' '),
    dispose: () => {
      for (const child of children.reverse()) child.kill('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Makes a key pair and lets `user` in with it; answers its file. */
export function userKey(bench: SshBench, user: string, options: readonly string[]): string {
  const file = join(bench.directory, `key-${user}-${Math.random().toString(36).slice(2)}`);
  execFileSync('ssh-keygen', ['-q', '-C', 'bench', '-f', file, ...options], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const authorized = join(bench.directory, 'home', user, '.ssh', 'authorized_keys');
  writeFileSync(authorized, readFileSync(`${file}.pub`), { flag: 'a' });
  return file;
}

function ports(options: {
  home: string;
  config?: string;
  answers?: Answers;
  env?: Record<string, string>;
}): TestPorts {
  const questions: (HostKeyQuestion | SecretQuestion)[] = [];
  const lines: string[] = [];
  const asker: Asker = {
    trustHostKey: (question) => {
      questions.push(question);
      return Promise.resolve(options.answers?.trust ?? true);
    },
    secret: (question) => {
      questions.push(question);
      return Promise.resolve(options.answers?.secret?.(question));
    },
  };
  const write = (line: string) => void lines.push(line);
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const config = join(options.home, '.ssh', 'config');
  if (options.config !== undefined) writeFileSync(config, options.config);
  const place = { home: options.home, user: 'tester', env: options.env ?? {} };
  return { asker, log, place, sshConfigFile: config, questions, lines };
}

export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`${what}: not within 20 s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function readable(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    setTimeout(() => socket.destroy(), 1000);
  });
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts to listen on loopback and answers the port. */
export function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}
