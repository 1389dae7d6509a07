/**
 * Gets the test VM's kernel: Debian's linux-image-amd64 (6.1 on Debian 12), unpacked into the machine's cache.
 * It is not installed, so the boot loader of the machine and its /boot are left alone.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exec } from '../exec.mjs';
import { machineCache } from '../places.mjs';

/**
 * @typedef {object} Kernel
 * @property {string} release e.g. `6.1.0-56-amd64`
 * @property {string} image path of the vmlinuz
 * @property {string} modules path of `lib/modules/<release>`
 */

/** @returns {Promise<Kernel>} */
export async function kernel() {
  const home = machineCache('kernel');
  const have = (await readdir(home)).filter((name) => !name.startsWith('.')).sort();
  const release = have.at(-1) ?? (await download(home));
  return {
    release,
    image: join(home, release, 'boot', `vmlinuz-${release}`),
    modules: join(home, release, 'lib', 'modules', release),
  };
}

/** @param {string} home @returns {Promise<string>} the release */
async function download(home) {
  const packageName = await imagePackage();
  const release = packageName.replace(/^linux-image-/, '');
  const work = await mkdtemp(join(home, '.work-'));
  try {
    await exec('apt-get', ['download', packageName], { cwd: work });
    const deb = (await readdir(work)).find((name) => name.endsWith('.deb'));
    if (!deb) throw new Error(`apt-get download ${packageName} left no package`);
    await exec('dpkg-deb', ['-x', deb, '.'], { cwd: work });
    await rm(join(work, deb));
    // depmod's files are made by the package's installation, which does not happen here; modprobe in the VM needs them.
    await exec('depmod', ['-b', work, release]);
    // One rename at the end: a download that was cut never looks complete, and two at once do not mix.
    await rename(work, join(home, release)).catch((error) => {
      if (!existsSync(join(home, release))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return release;
}

/** The package with the kernel that Debian's meta-package stands for. */
async function imagePackage() {
  const depends = await exec('apt-cache', ['depends', 'linux-image-amd64']).catch(() => '');
  //   Depends: linux-image-6.1.0-56-amd64
  const found = /Depends: (linux-image-\S+)/.exec(depends)?.[1];
  if (!found)
    throw new Error('apt does not know linux-image-amd64; run `apt-get update`, on a Debian 12 for x86-64');
  return found;
}
