/** Programs that must not outlive us. Children are started in a process group of their own and ended as a group. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Starts a program that ends with this process, be this process ended by kill -9: a shell holds the reading end of a
 * pipe of ours and ends the program's group when the pipe closes.
 * @param {string} file @param {string[]} args @param {import('node:child_process').SpawnOptions} [options]
 */
export function spawnTied(file, args, options = {}) {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options, detached: true });
  if (child.pid === undefined) return child; // it does not exist; its 'error' event follows
  const script = 'read -r _; kill -9 -- "-$1" 2>/dev/null';
  const watcher = spawn('/bin/sh', ['-c', script, 'sh', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watcher.stdin.on('error', () => {});
  watcher.stdin.unref?.();
  watcher.unref();
  child.on('exit', () => watcher.kill('SIGKILL'));
  return child;
}

/**
 * Ends the group of a child started by `spawnTied`: politely, and after a while by force.
 * @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} [signal]
 */
export async function endGroup(child, signal = 'SIGTERM') {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  killGroup(child.pid, signal);
  const force = setTimeout(() => killGroup(/** @type {number} */ (child.pid), 'SIGKILL'), 3000);
  await exited;
  clearTimeout(force);
  killGroup(child.pid, 'SIGKILL'); // whoever of the group did not go with its leader
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function killGroup(pid, signal) {
  killIfThere(-pid, signal);
}

/**
 * Signals a process, or with a negative number a group, that may have ended since it was listed.
 * @param {number} pid @param {NodeJS.Signals} signal
 */
export function killIfThere(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/**
 * Runs `stop` when this process is told to end (Ctrl-C, a closed terminal, a runner's SIGTERM), then ends it.
 * @param {() => Promise<void>} stop
 */
export function onExit(stop) {
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])) {
    process.once(signal, () => {
      stop().finally(() => process.exit(code));
    });
  }
}
