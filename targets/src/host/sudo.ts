/**
 * One command under sudo, with the command's own streams: no byte of the password can reach its stdin, and
 * nothing that sudo says reaches its stderr.
 *
 * sudo prints our prompt, a word that nobody else prints, and only then the password is written; sudo reads no
 * further than its line end. Behind sudo a small shell prints a second such word with its process id and becomes
 * the command. What stands on stderr before that is sudo's.
 */
import { randomBytes } from 'node:crypto';
import type { Host, RemoteProcess, SpawnOptions } from './host';
import { withEnvironment } from './quote';
import { StderrGate } from './stderrGate';
import { connectionLost } from '../ssh/connectionLost';
import { cancelled } from '../targetError';

const startScript = 'printf "%s%s\\n" "$1" "$$" >&2; shift; exec "$@"';

/** How long a killed command may take to end after SIGTERM before it gets SIGKILL. */
const grace = 2000;
/** PAM may delay a wrong password by seconds; a prompt that we do not know would stand for ever. */
const answerTime = 60_000;

/** sudo did not start the command. */
export class SudoRefused extends Error {
  constructor(
    readonly said: string,
    readonly why: 'wrongPassword' | 'noAnswer' | 'refused',
  ) {
    super(`sudo refused: ${said}`);
  }
}

export async function startSudo(
  host: Host,
  argv: readonly string[],
  options: SpawnOptions = {},
  password?: string,
): Promise<RemoteProcess> {
  const word = randomBytes(12).toString('hex');
  const prompt = `[${word}?]`;
  const started = `[${word}!]`;
  const { signal } = options;
  // Around sudo for its own messages, behind sudo for the command: sudo drops most variables.
  const sudo = password === undefined ? ['sudo', '-n'] : ['sudo', '-k', '-S', '-p', prompt];
  const command = withEnvironment(argv, options.env);
  const process = await host.spawn([...sudo, '--', 'sh', '-c', startScript, 'sh', started, ...command], {
    env: { LC_ALL: 'C' },
  });
  let prompts = 0;
  const gate = new StderrGate(process.stderr, prompt, started, () => {
    // A second prompt says that the password was wrong. Without more input sudo gives up.
    if (++prompts === 1 && password !== undefined) process.stdin.write(`${password}\n`);
    else process.stdin.end();
  });
  const giveUp = () => process.kill();
  signal?.addEventListener('abort', giveUp, { once: true });
  const patience = { over: false };
  const timer = setTimeout(() => {
    patience.over = true;
    giveUp();
  }, answerTime);
  const pid = await gate.opened;
  clearTimeout(timer);
  signal?.removeEventListener('abort', giveUp);
  if (pid === undefined) {
    process.stdout.resume();
    const exit = await process.exit;
    if (signal?.aborted) throw cancelled();
    if (exit.signal === 'LOST') throw connectionLost(host.name);
    throw new SudoRefused(gate.said, prompts > 1 ? 'wrongPassword' : patience.over ? 'noAnswer' : 'refused');
  }
  return killable(host, { ...process, stderr: gate.stderr }, pid, password, signal);
}

/** Signals go by sudo as well: the command belongs to root, and its user may not end it. */
function killable(
  host: Host,
  process: RemoteProcess,
  pid: number,
  password: string | undefined,
  signal: AbortSignal | undefined,
): RemoteProcess {
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  const send = async (name: 'TERM' | 'KILL') => {
    if (over) return;
    const killer = await startSudo(host, ['kill', `-${name}`, String(pid)], {}, password);
    killer.stdin.end();
    killer.stdout.resume();
    killer.stderr.resume();
    await killer.exit;
  };
  const kill = () => {
    if (over || timer) return;
    // Ends by itself if it reads its input, and by the host if the host can.
    process.kill();
    timer = setTimeout(() => void send('KILL').catch(() => undefined), grace);
    send('TERM').catch(() => undefined);
  };
  signal?.addEventListener('abort', kill, { once: true });
  void process.exit.then(() => {
    over = true;
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
  });
  if (signal?.aborted) kill();
  return { ...process, kill };
}
