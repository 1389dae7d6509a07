#!/usr/bin/env node
/**
 * Runs a test binary of the agent on the test VM, for `go test -exec`: see README.md. The binary and the module's
 * files go there with it. The VM is the one of `scripts/vm.mjs`, or that of EBPF_VM_PORT and EBPF_VM_KEY.
 */
import { execFileSync, spawn } from 'node:child_process';
import { basename, dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const { port, keyFile } = vm();
const [binary, ...flags] = process.argv.slice(2);
const moduleFolder = fileURLToPath(new URL('.', import.meta.url));
const files = ['-C', moduleFolder, '.', '-C', dirname(binary), basename(binary)];
// ssh hands one string to a shell over there, so every word is quoted for it.
const test = [`../${'../'.repeat(depth())}${basename(binary)}`, ...flags].map(quote).join(' ');
const command = `folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT && mkdir "$folder/agent" &&
  tar -xf - -C "$folder/agent" && mv "$folder/agent"/${quote(basename(binary))} "$folder" &&
  cd "$folder/agent"/${quote(relative(moduleFolder, process.cwd()) || '.')} && EBPF_TEST_VM=1 ${test}`;
const options = [
  'StrictHostKeyChecking=no',
  'UserKnownHostsFile=/dev/null',
  'LogLevel=ERROR',
  'BatchMode=yes',
];
const ssh = ['-F', '/dev/null', '-i', keyFile, '-p', port, ...options.flatMap((option) => ['-o', option])];
const pack = spawn('tar', ['-cf', '-', ...files], { stdio: ['ignore', 'pipe', 'inherit'] });
const there = spawn('ssh', [...ssh, 'root@127.0.0.1', command], { stdio: ['pipe', 'inherit', 'inherit'] });
pack.stdout.pipe(there.stdin);
there.on('close', (code) => (process.exitCode = code ?? 1));

/** How many folders below the module `go test` runs this. */
function depth() {
  return relative(moduleFolder, process.cwd()).split('/').filter(Boolean).length;
}

function vm() {
  const { EBPF_VM_PORT: port, EBPF_VM_KEY: keyFile } = process.env;
  if (port && keyFile) return { port, keyFile };
  console.error('onVm: the VM of `scripts/vm.mjs`, which is started where it is not up, as EBPF_VM_PORT and EBPF_VM_KEY are not set');
  const script = fileURLToPath(new URL('../scripts/vm.mjs', import.meta.url));
  const state = JSON.parse(execFileSync('node', [script, 'start'], { encoding: 'utf8' }));
  return { port: String(state.port), keyFile: state.keyFile };
}

/** @param {string} word */
function quote(word) {
  return /^[\w=./:-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
