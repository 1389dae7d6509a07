#!/usr/bin/env node
/**
 * The test VM by hand: `node scripts/vm.mjs start [--no-tracefs] | stop | status | ssh [COMMAND…]`.
 * It stays up until `stop`. The test runs do not use it; they boot their own.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killIfThere } from './lifetime.mjs';
import { cache } from './places.mjs';
import { bootVm } from './vm/boot.mjs';

const stateFile = join(cache('vm'), 'state.json');
const [verb, ...rest] = process.argv.slice(2);

switch (verb) {
  case 'start':
    await start();
    break;
  case 'stop':
    stop();
    break;
  case 'status':
    console.log(running() ? JSON.stringify(running()) : 'not running');
    process.exitCode = running() ? 0 : 1;
    break;
  case 'ssh':
    await start();
    ssh(rest);
    break;
  default:
    console.error('usage: node scripts/vm.mjs start [--no-tracefs] | stop | status | ssh [COMMAND…]');
    process.exitCode = 2;
}

async function start() {
  const before = running();
  if (before) {
    if (verb === 'start') console.log(JSON.stringify(before));
    return;
  }
  const since = Date.now();
  const vm = await bootVm({ name: 'main', keepRunning: true, tracefs: !rest.includes('--no-tracefs') });
  const { port, pid, keyFile, knownHosts, console: log } = vm;
  writeFileSync(stateFile, `${JSON.stringify({ port, pid, keyFile, knownHosts, console: log }, null, 2)}\n`);
  console.error(`VM up in ${((Date.now() - since) / 1000).toFixed(1)} s`);
  if (verb === 'start') console.log(JSON.stringify(running()));
}

/** @returns {import('./vm/boot.mjs').VmFacts | undefined} */
function running() {
  if (!existsSync(stateFile)) return undefined;
  const state = JSON.parse(readFileSync(stateFile, 'utf8'));
  try {
    // A pid alone may be somebody else's by now.
    const name = readFileSync(`/proc/${state.pid}/comm`, 'utf8');
    return name.startsWith('qemu-system') ? state : undefined;
  } catch {
    return undefined;
  }
}

function stop() {
  const state = running();
  if (state) killIfThere(state.pid, 'SIGKILL');
  rmSync(stateFile, { force: true });
}

/** @param {string[]} command */
function ssh(command) {
  const state = running();
  if (!state) throw new Error('the VM is not running');
  const options = [
    '-i',
    state.keyFile,
    '-p',
    String(state.port),
    '-o',
    `UserKnownHostsFile=${state.knownHosts}`,
  ];
  const child = spawn('ssh', ['-F', '/dev/null', ...options, 'root@127.0.0.1', ...command], {
    stdio: 'inherit',
  });
  child.on('close', (code) => (process.exitCode = code ?? 1));
}
