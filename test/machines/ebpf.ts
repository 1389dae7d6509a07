/** Runs the built `ebpf` as a person does, and collects what it says. */
import { spawn } from 'node:child_process';
import * as path from 'node:path';

export const root = path.join(__dirname, '../..');
const program = path.join(root, 'dist/ebpf.js');

export interface Spoken {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunningEbpf {
  /** Everything said so far once `pattern` shows on stdout or stderr; rejects when the program ends first. */
  says(pattern: RegExp): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** Reads no more of its stdout, as `head` does when it has seen enough. */
  closeStdout(): void;
  readonly pid: number;
  readonly ended: Promise<Spoken>;
}

export function startEbpf(args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningEbpf {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  const heard = (): void => watchers.forEach((watch) => watch());
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    heard();
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
    heard();
  });
  const ended = new Promise<Spoken>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    pid: child.pid ?? -1,
    ended,
    signal: (name) => void child.kill(name),
    closeStdout: () => void child.stdout.destroy(),
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const watch = (): void => {
          if (!pattern.test(stdout) && !pattern.test(stderr)) return;
          watchers.delete(watch);
          resolve(stdout + stderr);
        };
        watchers.add(watch);
        watch();
        void ended.then(({ code }) =>
          reject(new Error(`ended with ${String(code)} before ${String(pattern)}:\n${stderr}\n${stdout}`)),
        );
      }),
  };
}

export async function ebpf(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Spoken> {
  return startEbpf(args, env).ended;
}
