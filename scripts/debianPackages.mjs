/**
 * The programs and headers that the scripts need from the system, and their installation on Debian and its relatives.
 * What is looked for is the file itself: it may have come from elsewhere, and other distributions name packages
 * otherwise.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exec } from './exec.mjs';

/** @typedef {{ package: string, program?: string, file?: string }} Need */

/** To compile BPF programs here and to run code-server. @type {Need[]} */
export const toRun = [
  { package: 'clang', program: 'clang' },
  { package: 'libbpf-dev', file: '/usr/include/bpf/bpf_helpers.h' },
  { package: 'linux-libc-dev', file: '/usr/include/linux/bpf.h' },
  { package: 'openssh-client', program: 'ssh-keygen' },
  { package: 'ripgrep', program: 'rg' },
  // code-server's terminal and log are compiled modules.
  { package: 'g++', program: 'g++' },
  { package: 'make', program: 'make' },
  { package: 'python3', program: 'python3' },
];

/** To test on real machines, in a real editor. @type {Need[]} */
export const toTest = [
  ...toRun,
  { package: 'openssh-server', program: 'sshd' },
  { package: 'qemu-system-x86', program: 'qemu-system-x86_64' },
  { package: 'busybox-static', program: 'busybox' },
  { package: 'kmod', program: 'depmod' },
  { package: 'bpftool', program: 'bpftool' },
  { package: 'sudo', program: 'sudo' },
  { package: 'iproute2', program: 'ip' },
  { package: 'iputils-ping', program: 'ping' },
  { package: 'chromium', program: 'chromium' },
  // Screenshots of the Chinese texts.
  { package: 'fonts-noto-cjk', file: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc' },
];

/** To measure beside what others use. @type {Need[]} */
export const toBench = [...toTest, { package: 'clangd', program: 'clangd' }];

/** Installs what is missing. @param {Need[]} needs */
export async function ensurePackages(needs) {
  const missing = needs.filter((need) => !isThere(need)).map((need) => need.package);
  if (missing.length === 0) return;
  if (!existsSync('/usr/bin/apt-get')) {
    throw new Error(
      `missing, and this is no Debian: please install what Debian has in ${missing.join(', ')}`,
    );
  }
  const command = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing];
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo'];
  console.error(`Installing ${missing.join(' ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (/** @type {string[]} */ words) =>
    exec(/** @type {string} */ (words[0]), words.slice(1), { env, terminal: true });
  try {
    await run([...asRoot, 'apt-get', 'update', '-qq']);
    await run([...asRoot, ...command, '-qq']);
  } catch (error) {
    throw new Error(
      `could not install them; try \`${[...asRoot, ...command].join(' ')}\`\n${error.message}`,
      { cause: error },
    );
  }
}

/** @param {Need} need */
function isThere({ program, file }) {
  if (file !== undefined) return existsSync(file);
  // /usr/sbin is not on everybody's PATH.
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin', '/bin', '/usr/bin'];
  return folders.some((folder) => existsSync(join(folder, /** @type {string} */ (program))));
}
