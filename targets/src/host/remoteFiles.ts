/**
 * Files of a machine that we reach by commands only. No SFTP: many small servers have none, and a command can
 * rename atomically, check the size and be run as another user all the same.
 */
import { randomBytes } from 'node:crypto';
import { fileError } from './fileError';
import type { RunOptions, RunResult, WriteOptions } from './host';
import { text } from './host';
import { connectionLost } from '../ssh/connectionLost';

type Run = (argv: readonly string[], options: RunOptions) => Promise<RunResult>;

/**
 * `$1` path, `$2` mode, `$3` a name nobody guesses, `$4` size. A connection that breaks looks like the end of the
 * input to `cat`, so the size decides whether the file is whole. `set -C` follows no link laid under the
 * temporary name.
 */
const writeScript = `
temporary=$1.$3
if [ -d "$1" ]; then echo "$1: Is a directory" >&2; exit 1; fi
trap 'rm -f "$temporary"; exit 1' HUP INT TERM
umask 077
set -C
if cat > "$temporary" && [ "$(wc -c < "$temporary")" -eq "$4" ] && chmod "$2" "$temporary" && mv -f "$temporary" "$1"
then exit 0; fi
rm -f "$temporary"
exit 1
`;

const environment = { LC_ALL: 'C' };

export async function writeRemoteFile(
  host: { name: string; run: Run },
  path: string,
  content: Uint8Array,
  options: WriteOptions,
): Promise<void> {
  const mode = (options.mode ?? 0o600).toString(8);
  const token = randomBytes(6).toString('hex');
  const argv = ['sh', '-c', writeScript, 'sh', asOperand(path), mode, token, String(content.length)];
  const result = await host.run(argv, { input: content, env: environment, ...signalOf(options) });
  check(host.name, path, result);
}

export async function readRemoteFile(
  host: { name: string; run: Run },
  path: string,
  options: { signal?: AbortSignal },
): Promise<Uint8Array> {
  const result = await host.run(['cat', asOperand(path)], { env: environment, ...signalOf(options) });
  check(host.name, path, result);
  return result.stdout;
}

/** A path that no command takes for an option. */
function asOperand(path: string): string {
  return path.startsWith('-') ? `./${path}` : path;
}

function signalOf(options: { signal?: AbortSignal }): { signal?: AbortSignal } {
  return options.signal ? { signal: options.signal } : {};
}

function check(host: string, path: string, result: RunResult): void {
  if (result.code === 0) return;
  if (result.signal === 'LOST') throw connectionLost(host);
  const detail = text(result.stderr) || `exit ${result.code ?? result.signal ?? 'unknown'}`;
  throw fileError({ host, path, detail });
}
