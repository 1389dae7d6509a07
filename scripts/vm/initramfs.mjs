/** The VM's initramfs: busybox, the modules that reach this machine's root over 9p, and the two start scripts. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cpio } from './cpio.mjs';

const needed = ['virtio_pci', '9pnet_virtio', '9p', 'overlay', 'virtio_net'];

/**
 * @param {import('./kernel.mjs').Kernel} kernel
 * @param {{ hostKey: string, authorizedKeys: string }} keys what the VM's sshd reads
 * @returns {Promise<Buffer>}
 */
export async function initramfs(kernel, keys) {
  const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
  const folder = 0o040755;
  const program = 0o100755;
  const modules = await loadOrder(kernel.modules);
  return cpio([
    ...['bin', 'dev', 'proc', 'modules', 'lower', 'over', 'new', 'vm'].map((path) => ({
      path,
      mode: folder,
    })),
    { path: 'dev/console', mode: 0o020600, device: [5, 1] },
    { path: 'bin/busybox', mode: program, data: await readFile('/bin/busybox') },
    { path: 'init', mode: program, data: await readFile(join(here, 'init.sh')) },
    { path: 'guest.sh', mode: program, data: await readFile(join(here, 'guest.sh')) },
    // sshd refuses a host key that others could read.
    { path: 'vm/host_key', mode: 0o100600, data: keys.hostKey },
    { path: 'vm/authorized_keys', mode: 0o100644, data: keys.authorizedKeys },
    { path: 'modules/order', mode: 0o100644, data: modules.map((file) => `${basename(file)}\n`).join('') },
    ...(await Promise.all(
      modules.map(async (file) => ({
        path: `modules/${basename(file)}`,
        mode: 0o100644,
        data: await readFile(join(kernel.modules, file)),
      })),
    )),
  ]);
}

/**
 * The needed modules, each after what it depends on: insmod resolves nothing by itself.
 * @param {string} modules @returns {Promise<string[]>} paths below `modules`
 */
async function loadOrder(modules) {
  // kernel/fs/9p/9p.ko: kernel/net/9p/9pnet.ko kernel/fs/fscache/fscache.ko kernel/fs/netfs/netfs.ko
  const lines = (await readFile(join(modules, 'modules.dep'), 'utf8')).trim().split('\n');
  const depends = new Map(
    lines.map((line) => line.split(': ', 2)).map(([file, rest]) => [file.replace(/:$/, ''), rest]),
  );
  /** @type {Set<string>} */
  const order = new Set();
  /** @param {string} file */
  const add = (file) => {
    // Each line names all dependencies, also those of dependencies, in an order that differs between depmods.
    for (const path of (depends.get(file) ?? '').split(' ')) if (path && !order.has(path)) add(path);
    order.add(file);
  };
  for (const name of needed) {
    const file = [...depends.keys()].find((path) => basename(path, '.ko') === name);
    if (!file) throw new Error(`no module ${name} in ${modules}`);
    add(file);
  }
  return [...order];
}
