/**
 * The port to one machine. `SshHost` and `LocalHost` are its two adapters; everything else in `targets/` is
 * written against it. A command is always an argument vector: no text from outside ever meets a shell unquoted.
 */
import type { Readable, Writable } from 'node:stream';
import type { SecretMemory } from './secretMemory';
import type { Disposable } from '../scope';

export interface Host extends Disposable {
  readonly kind: 'local' | 'ssh';
  /** What the user calls it, e.g. `lab` or `root@10.0.0.5`. */
  readonly name: string;
  /** The same object for everyone who shares a connection, and for no other: what is known of it can be kept by it. */
  readonly connection: object;
  /** What was answered for the machines of a pool; absent on a host of nobody's pool. */
  readonly memory?: SecretMemory;
  /** Starts a command and hands out its streams at once. Throws `TargetError` if it cannot be started. */
  spawn(argv: readonly string[], options?: SpawnOptions): Promise<RemoteProcess>;
  /** Runs a command to its end. A non-zero exit code is a result, not an error. */
  run(argv: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Writes a file whole or not at all (temporary name, then rename). Mode in octal, 0o600 when absent. */
  writeFile(path: string, content: Uint8Array, options?: WriteOptions): Promise<void>;
  readFile(path: string, options?: { signal?: AbortSignal }): Promise<Uint8Array>;
  /** Fires once when the machine can no longer be spoken to. */
  onLost(listener: (error: Error) => void): Disposable;
}

export interface SpawnOptions {
  signal?: AbortSignal;
  /** Added to the environment of the command. */
  env?: Readonly<Record<string, string>>;
}

export interface RunOptions extends SpawnOptions {
  /** Written to the command's stdin, which is then closed. */
  input?: Uint8Array | string;
  /** Kills the command after so many milliseconds; the result then has `signal: 'TIMEOUT'`. */
  timeout?: number;
}

export interface WriteOptions {
  mode?: number;
  signal?: AbortSignal;
}

export interface RemoteProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the command has ended and its output has been read; never rejects. */
  readonly exit: Promise<ProcessExit>;
  /** Asks the command to end (SIGTERM), and closes its stdin. */
  kill(): void;
}

/** Exactly one of the two is set; a lost connection shows as `signal: 'LOST'`. */
export interface ProcessExit {
  code: number | null;
  signal: string | null;
}

export interface RunResult extends ProcessExit {
  stdout: Uint8Array;
  stderr: Uint8Array;
}

/** The command's output as text, trailing line break removed. */
export function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/\r?\n$/, '');
}
