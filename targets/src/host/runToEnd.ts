/** `Host.run` in terms of `Host.spawn`: feed, collect, wait, and end it when time or patience runs out. */
import type { RemoteProcess, RunOptions, RunResult, SpawnOptions } from './host';
import { cancelled } from '../targetError';

export type Spawn = (argv: readonly string[], options?: SpawnOptions) => Promise<RemoteProcess>;

export async function runToEnd(
  spawn: Spawn,
  argv: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  const { input, timeout, ...spawnOptions } = options;
  const process = await spawn(argv, spawnOptions);
  const over = { time: false };
  const timer =
    timeout === undefined
      ? undefined
      : setTimeout(() => {
          over.time = true;
          process.kill();
        }, timeout);

  const stdout: Uint8Array[] = [];
  const stderr: Uint8Array[] = [];
  process.stdout.on('data', (chunk: Uint8Array) => stdout.push(chunk));
  process.stderr.on('data', (chunk: Uint8Array) => stderr.push(chunk));
  // A command may end without reading all of its input; what matters is its exit.
  process.stdin.on('error', () => undefined);
  process.stdin.end(typeof input === 'string' ? Buffer.from(input) : input);

  const exit = await process.exit;
  clearTimeout(timer);
  if (options.signal?.aborted) throw cancelled();
  return {
    ...(over.time ? { code: null, signal: 'TIMEOUT' } : exit),
    stdout: Buffer.concat(stdout),
    stderr: Buffer.concat(stderr),
  };
}
