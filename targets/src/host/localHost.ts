/** The machine that this program runs on, through `node:child_process`. */
import { spawn as spawnChild, type ChildProcess } from 'node:child_process';
import { PassThrough, Readable } from 'node:stream';
import * as l10n from '@vscode/l10n';
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
import { output, whenRead } from './output';
import { runToEnd } from './runToEnd';
import type { Disposable } from '../scope';
import { cancelled, TargetError } from '../targetError';

/** How long a command may take to end after SIGTERM before it gets SIGKILL. */
const grace = 2000;

export class LocalHost implements Host {
  readonly kind = 'local';
  readonly name = 'local';
  readonly connection = this;
  readonly #running = new Set<RemoteProcess>();

  async spawn(argv: readonly string[], options: SpawnOptions = {}): Promise<RemoteProcess> {
    if (options.signal?.aborted) throw cancelled();
    const [program, ...rest] = argv;
    if (!program) throw new Error('A command needs a program');
    const child = spawnChild(program, rest, {
      stdio: 'pipe',
      env: { ...process.env, ...options.env },
      windowsHide: true,
      // A group of its own, so that what the command started ends with it.
      detached: process.platform !== 'win32',
    });
    child.stdin.on('error', () => undefined);
    const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      child.once('spawn', () => resolve(undefined));
      child.once('error', resolve);
    });
    if (failure) return notStarted(program, failure);
    child.on('error', () => undefined);

    const stdout = output(child.stdout);
    const stderr = output(child.stderr);
    const timers: NodeJS.Timeout[] = [];
    const started: RemoteProcess = {
      stdin: child.stdin,
      stdout,
      stderr,
      exit: new Promise<ProcessExit>((resolve) => {
        child.once('close', (code, signal) => {
          for (const timer of timers) clearTimeout(timer);
          void whenRead([stdout, stderr]).then(() =>
            resolve(signal ? { code: null, signal } : { code, signal: null }),
          );
        });
      }),
      kill: () => {
        if (timers.length > 0) return;
        child.stdin.destroy();
        signalGroup(child, 'SIGTERM');
        timers.push(
          setTimeout(() => signalGroup(child, 'SIGKILL'), grace),
          // What has left the group, or belongs to root, may hold the streams open for ever.
          setTimeout(() => {
            child.stdout.destroy();
            child.stderr.destroy();
          }, 2 * grace),
        );
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

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform !== 'win32' && child.pid !== undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // All of it is gone already, or none of it is ours to end.
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
  const stdout = Readable.from([]);
  const stderr = Readable.from([Buffer.from(`${program}: ${reason}\n`)]);
  const exit = whenRead([stdout, stderr]).then(() => ({ code, signal: null }));
  return { stdin, stdout, stderr, exit, kill: () => undefined };
}
