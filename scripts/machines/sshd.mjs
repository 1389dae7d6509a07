/**
 * An sshd on the loopback interface that makes this machine an SSH target: own host key, own configuration, key login
 * for the user who started it. The machine's own sshd and ~/.ssh are not touched. A second one on the same port, after
 * the first has stopped, is a host whose key has changed.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { exec } from '../exec.mjs';
import { endGroup, killIfThere, spawnTied } from '../lifetime.mjs';
import { freePort, greets } from '../net.mjs';
import { childrenOf } from './children.mjs';

/**
 * @typedef {object} SshdOptions
 * @property {string} folder for its keys and configuration; emptied first
 * @property {number} [port] default: a free one
 * @property {string[]} [options] lines of sshd_config that win over the usual ones
 *
 * @typedef {object} Sshd
 * @property {string} host @property {number} port @property {string} user
 * @property {string} keyFile private key that logs in
 * @property {string} knownHosts known_hosts file with its host key
 * @property {string} fingerprint of its host key, `SHA256:…`
 * @property {() => void} cut ends its sessions as a power failure would; what they started is left to notice by itself
 * @property {() => Promise<void>} stop
 */

/** @param {SshdOptions} options @returns {Promise<Sshd>} */
export async function startSshd({ folder, port: wanted, options = [] }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = (/** @type {string} */ name) => join(folder, name);
  for (const name of ['key', 'host_key']) {
    await exec('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file(name)]);
  }
  const port = wanted ?? (await freePort());
  const hostKey = readFileSync(file('host_key.pub'), 'utf8').trim();
  writeFileSync(file('known_hosts'), `[127.0.0.1]:${port} ${hostKey}\n`);
  writeFileSync(
    file('sshd_config'),
    [
      ...options, // sshd takes the first value of each option
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey "${file('host_key')}"`,
      `AuthorizedKeysFile "${file('key.pub')}"`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'UseDNS no',
      'PermitRootLogin prohibit-password',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'MaxStartups 100',
      'PrintMotd no',
      'Subsystem sftp internal-sftp',
      '',
    ].join('\n'),
  );
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true }); // sshd drops its privileges into it

  const child = spawnTied('/usr/sbin/sshd', ['-D', '-e', '-f', file('sshd_config')]);
  let said = '';
  child.stderr?.on('data', (text) => (said = (said + text).slice(-4000)));
  const failed = new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
  });
  try {
    await Promise.race([greets(port, 'SSH-', AbortSignal.timeout(15_000)), failed]);
  } catch (error) {
    await endGroup(child);
    throw new Error(`sshd did not start: ${error.message}\n${said}`, { cause: error });
  }
  failed.catch(() => {});
  const fingerprint = (await exec('ssh-keygen', ['-l', '-f', file('host_key.pub')])).split(' ')[1] ?? '';
  const cut = () => {
    for (const session of childrenOf(/** @type {number} */ (child.pid))) killIfThere(session, 'SIGKILL');
  };
  return {
    host: '127.0.0.1',
    port,
    user: userInfo().username,
    keyFile: file('key'),
    knownHosts: file('known_hosts'),
    fingerprint,
    cut,
    async stop() {
      cut(); // sessions live on without their listener
      await endGroup(child);
    },
  };
}
