#!/usr/bin/env node
/**
 * Runs a test binary of the agent on the test VM, for `go test -exec`: see README.md. The VM sees this machine's files
 * at their own paths, except below /tmp. It is the one of `scripts/vm.mjs`, or that of EBPF_VM_PORT and EBPF_VM_KEY.
 */
import { execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const { port, keyFile } = vm();
const [binary, ...flags] = process.argv.slice(2);
// ssh hands one string to a shell over there, so every word is quoted for it.
const command = ['cd', process.cwd(), '&&', 'EBPF_TEST_VM=1', 'exec', binary, ...flags].map(quote).join(' ');
const options = [
  'StrictHostKeyChecking=no',
  'UserKnownHostsFile=/dev/null',
  'LogLevel=ERROR',
  'BatchMode=yes',
];
const ssh = ['-F', '/dev/null', '-i', keyFile, '-p', port, ...options.flatMap((option) => ['-o', option])];
spawn('ssh', [...ssh, 'root@127.0.0.1', command], { stdio: ['ignore', 'inherit', 'inherit'] }).on(
  'close',
  (code) => (process.exitCode = code ?? 1),
);

function vm() {
  const { EBPF_VM_PORT: port, EBPF_VM_KEY: keyFile } = process.env;
  if (port && keyFile) return { port, keyFile };
  const script = fileURLToPath(new URL('../scripts/vm.mjs', import.meta.url));
  const state = JSON.parse(execFileSync('node', [script, 'start'], { encoding: 'utf8' }));
  return { port: String(state.port), keyFile: state.keyFile };
}

/** @param {string} word */
function quote(word) {
  return /^(&&|[\w=./:-]+)$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
