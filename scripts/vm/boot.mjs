/**
 * Boots the test VM: a Debian 6.1 kernel with everything that eBPF can do there, under qemu, on this machine's own
 * files. It ends with the process that booted it, unless that process asks to leave it running.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exec } from '../exec.mjs';
import { spawnTied } from '../lifetime.mjs';
import { freePort, greets } from '../net.mjs';
import { cache } from '../places.mjs';
import { initramfs } from './initramfs.mjs';
import { kernel } from './kernel.mjs';

/**
 * @typedef {object} VmFacts
 * @property {number} port of its sshd, on 127.0.0.1
 * @property {number} pid of qemu
 * @property {string} keyFile private key that logs in as root, alice, bob and carol
 * @property {string} knownHosts known_hosts file with its host key
 * @property {string} console file with what its kernel and sshd said
 *
 * @typedef {object} BootOptions
 * @property {string} name folder below `.cache/vm/` for this VM's files
 * @property {boolean} [keepRunning] outlive this process
 * @property {boolean} [tracefs] mount tracefs; default true
 *
 * @typedef {VmFacts & { stop(): Promise<void> }} Vm
 */

const bootSeconds = 240;

/** @param {BootOptions} options @returns {Promise<Vm>} */
export async function bootVm(options) {
  const folder = cache('vm', options.name);
  const { release, image, modules } = await kernel();
  await keys(folder);
  const initrd = join(folder, 'initramfs.cpio');
  const hostKeyFile = join(folder, 'host_key');
  await writeFile(
    initrd,
    await initramfs(
      { release, image, modules },
      {
        hostKey: await readFile(hostKeyFile, 'utf8'),
        authorizedKeys: await readFile(join(folder, 'key.pub'), 'utf8'),
      },
    ),
  );

  const port = await freePort();
  const console = join(folder, 'console.log');
  await rm(console, { force: true });
  const commandLine = [
    // Page-table isolation would empty the emulator's TLB at every system call, and a clock that is read from an
    // emulated device costs as much again: together they make everything twice as slow.
    'console=ttyS0 quiet panic=-1 mitigations=off no5lvl tsc=reliable',
    `vm.modules=${modules}`,
    options.tracefs === false ? 'vm.tracefs=no' : '',
  ].join(' ');
  const keyFile = join(folder, 'key');
  const hostKey = (await readFile(`${hostKeyFile}.pub`, 'utf8')).trim();
  const knownHosts = join(folder, 'known_hosts');
  await writeFile(knownHosts, `[127.0.0.1]:${port} ${hostKey}\n`);

  const start = options.keepRunning ? spawn : spawnTied;
  // Emulated even where /dev/kvm is: inside another virtual machine qemu may die of it, and 20 s are all there is to win.
  // One CPU: two that are emulated spend half their time waiting for each other.
  // prettier-ignore
  const qemu = start('qemu-system-x86_64', [
    '-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none',
    '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '1', '-m', '2048',
    '-kernel', image, '-initrd', initrd, '-append', commandLine,
    '-virtfs', 'local,path=/,mount_tag=root,security_model=none,readonly=on,multidevs=remap',
    '-netdev', `user,id=net,hostfwd=tcp:127.0.0.1:${port}-:22`, '-device', 'virtio-net-pci,netdev=net',
    '-serial', `file:${console}`,
  ], { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let complaint = '';
  qemu.stderr?.setEncoding('utf8').on('data', (text) => (complaint += text));
  const ended = once(qemu, 'close');

  const started = AbortSignal.timeout(bootSeconds * 1000);
  const early = ended.then(() => {
    throw new Error(`qemu ended early: ${complaint}`);
  });
  try {
    await Promise.race([greets(port, 'SSH-', started), early]);
  } catch (error) {
    qemu.kill('SIGKILL');
    const said = (await readFile(console, 'utf8').catch(() => '')).slice(-3000);
    throw new Error(
      `the VM did not come up within ${bootSeconds} s: ${error.message}\n${complaint}\n${said}`,
      { cause: error },
    );
  }
  early.catch(() => {}); // from now on an end of qemu is seen by those who talk to the VM
  if (options.keepRunning) {
    qemu.unref();
    qemu.stderr?.destroy();
  }
  return {
    port,
    pid: /** @type {number} */ (qemu.pid),
    keyFile,
    knownHosts,
    console,
    async stop() {
      qemu.kill('SIGKILL'); // nothing in it is worth a shutdown: its disk is memory
      await ended;
    },
  };
}

/** The login key and the host key of one VM, made once. @param {string} folder */
async function keys(folder) {
  await mkdir(folder, { recursive: true });
  for (const name of ['key', 'host_key']) {
    const file = join(folder, name);
    if (!existsSync(file))
      await exec('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', `vm-${name}`, '-f', file]);
    await chmod(file, 0o600);
  }
}
