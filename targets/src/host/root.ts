/**
 * The way to root on a machine: being root, sudo without a password, or sudo with one that is asked for once.
 * Whether and where a password is stored is the asker's business; here it stays in the pool's memory.
 */
import type { Asker } from './asker';
import type { Host, RemoteProcess, RunOptions, RunResult, SpawnOptions } from './host';
import { text } from './host';
import { noRoot, type WhyNoRoot } from './noRoot';
import { runToEnd } from './runToEnd';
import { startSudo, SudoRefused } from './sudo';
import { connectionLost } from '../ssh/connectionLost';
import { cancelled } from '../targetError';

export interface Root {
  how: 'root' | 'sudo' | 'sudoPassword';
  /** As `Host.spawn`. Its `kill` reaches the command although it belongs to root. */
  spawn(argv: readonly string[], options?: SpawnOptions): Promise<RemoteProcess>;
  run(argv: readonly string[], options?: RunOptions): Promise<RunResult>;
}

const maxAttempts = 3;

/** `-k` looks at the rules only, not at a password that was given a moment ago; that one would run out. */
const probeScript = `
uid=$(id -u)
echo "$uid"
[ "$uid" != 0 ] || exit 0
id -un
command -v sudo > /dev/null || exit 3
exec sudo -k -n -- sh -c :
`;

/** Throws `noRoot` with what to do, `connectionLost` or `cancelled`. */
export async function findRoot(host: Host, asker: Asker, signal?: AbortSignal): Promise<Root> {
  const abort = signal ? { signal } : {};
  const probe = await host.run(['sh', '-c', probeScript], { env: { LC_ALL: 'C' }, ...abort });
  if (probe.signal === 'LOST') throw connectionLost(host.name);
  const [uid, user = ''] = text(probe.stdout).split('\n');
  if (uid === '0') return rootBy('root', (argv, options) => host.spawn(argv, options));
  if (probe.code === 0) return rootBy('sudo', sudoOf(host, user));
  const said = text(probe.stderr);
  const why = probe.code === 3 ? 'noSudo' : whyNot(said);
  if (why) throw noRoot(host.name, user, why, said);
  const password = await askUntilRight(host, user, asker, signal);
  return rootBy('sudoPassword', sudoOf(host, user, password));
}

function rootBy(how: Root['how'], spawn: Root['spawn']): Root {
  return { how, spawn, run: (argv, options = {}) => runToEnd(spawn, argv, options) };
}

async function askUntilRight(host: Host, user: string, asker: Asker, signal?: AbortSignal): Promise<string> {
  const key = `sudo:${user}@${host.name}`;
  const remembered = host.memory?.get(key);
  if (remembered !== undefined && (await isRight(host, user, remembered, signal))) return remembered;
  host.memory?.forget(key);
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const password = await asker.secret({ kind: 'sudo', target: host.name, user, attempt });
    if (signal?.aborted) throw cancelled();
    if (password === undefined) throw noRoot(host.name, user, 'noPassword', '');
    if (!(await isRight(host, user, password, signal))) continue;
    host.memory?.keep(key, password);
    return password;
  }
  throw noRoot(host.name, user, 'wrongPassword', '');
}

async function isRight(host: Host, user: string, password: string, signal?: AbortSignal): Promise<boolean> {
  try {
    await runToEnd(
      (argv, options) => startSudo(host, argv, options, password),
      ['true'],
      signal ? { signal } : {},
    );
    return true;
  } catch (error) {
    if (error instanceof SudoRefused && error.why === 'wrongPassword') return false;
    throw refusal(host, user, error);
  }
}

/** The rules may change, or the password, between finding the way to root and going it. */
function sudoOf(host: Host, user: string, password?: string): Root['spawn'] {
  return async (argv, options) => {
    try {
      return await startSudo(host, argv, options, password);
    } catch (error) {
      throw refusal(host, user, error);
    }
  };
}

function refusal(host: Host, user: string, error: unknown): unknown {
  if (!(error instanceof SudoRefused)) return error;
  const why = error.why === 'refused' ? (whyNot(error.said) ?? 'noPassword') : error.why;
  return noRoot(host.name, user, why, error.said);
}

/** Undefined when a password is all that is missing. */
function whyNot(said: string): WhyNoRoot | undefined {
  // sudo: sorry, you must have a tty to run sudo
  if (/must have a tty/.test(said)) return 'needsTerminal';
  // carol is not in the sudoers file.
  // Sorry, user carol is not allowed to execute '/bin/sh -c :' as root on lab.
  // Sorry, user carol may not run sudo on lab.
  if (/not in the sudoers file|is not allowed to|may not run sudo/.test(said)) return 'notAllowed';
  // sudo: a password is required
  if (/password is required/.test(said)) return undefined;
  return 'notAllowed';
}
