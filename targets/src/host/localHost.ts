/** The machine that this program runs on, through `node:child_process`. */
import { spawn as spawnChild } from 'node:child_process';
import { PassThrough, Readable } from 'node:stream';
import type {
  Host,
  ProcessExit,
  RemoteProcess,
  RunOptions,
  RunResult,
  SpawnOptions,
  WriteOptions,
} from './host';
import { readLocalFile, writeLocalFile } from './localFiles';
import { runToEnd } from './runToEnd';
import type { Disposable } from '../scope';
import { cancelled, TargetError } from '../targetError';
import * as l10n from '@vscode/l10n';

/** How long a command may take to end after SIGTERM before it gets SIGKILL. */
const grace = 2000;

export class LocalHost implements Host {
  readonly kind = 'local';
  readonly name = 'local';
  readonly #running = new Set<RemoteProcess>();

  async spawn(argv: readonly string[], options: SpawnOptions = {}): Promise<RemoteProcess> {
    if (options.signal?.aborted) throw cancelled();
    const [program, ...rest] = argv;
    if (!program) throw new Error('A command needs a program');
    const child = spawnChild(program, rest, {
      stdio: 'pipe',
      env: { ...process.env, ...options.env },
      windowsHide: true,
    });
    child.stdin.on('error', () => undefined);
    const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      child.once('spawn', () => resolve(undefined));
      child.once('error', resolve);
    });
    if (failure) return notStarted(program, failure);
    child.on('error', () => undefined);

    let killer: NodeJS.Timeout | undefined;
    const started: RemoteProcess = {
      stdin: child.stdin,
      stdout: child.stdout,
      stderr: child.stderr,
      exit: new Promise<ProcessExit>((resolve) => {
        child.once('exit', () => clearTimeout(killer));
        child.once('close', (code, signal) =>
          resolve(signal ? { code: null, signal } : { code, signal: null }),
        );
      }),
      kill: () => {
        child.stdin.destroy();
        child.kill('SIGTERM');
        killer ??= setTimeout(() => child.kill('SIGKILL'), grace);
      },
    };
    const stop = () => started.kill();
    options.signal?.addEventListener('abort', stop, { once: true });
    this.#running.add(started);
    void started.exit.then(() => {
      this.#running.delete(started);
      options.signal?.removeEventListener('abort', stop);
    });
    return started;
  }

  run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return runToEnd((...args) => this.spawn(...args), argv, options);
  }

  writeFile(path: string, content: Uint8Array, options: WriteOptions = {}): Promise<void> {
    return writeLocalFile(path, content, options);
  }

  readFile(path: string, options: { signal?: AbortSignal } = {}): Promise<Uint8Array> {
    return readLocalFile(path, options.signal);
  }

  /** This machine cannot be lost. */
  onLost(): Disposable {
    return { dispose: () => undefined };
  }

  /** Ends every command that is still running. */
  dispose(): void {
    for (const started of this.#running) started.kill();
  }
}

/** A program that is missing shows as a shell would show it, so that both kinds of host answer alike. */
function notStarted(program: string, failure: NodeJS.ErrnoException): RemoteProcess {
  const code = failure.code === 'ENOENT' ? 127 : failure.code === 'EACCES' ? 126 : undefined;
  if (code === undefined) {
    const message = l10n.t('{0} could not be started on this machine: {1}', program, failure.message);
    throw new TargetError('commandFailed', message, { cause: failure });
  }
  const reason = code === 127 ? 'not found' : 'Permission denied';
  const stdin = new PassThrough();
  stdin.resume();
  const stderr = Readable.from([Buffer.from(`${program}: ${reason}\n`)]);
  const exit = { code, signal: null };
  return { stdin, stdout: Readable.from([]), stderr, exit: Promise.resolve(exit), kill: () => undefined };
}
