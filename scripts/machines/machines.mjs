/** The machines that the tests run against: this one, reached through an sshd of its own, and a VM with Linux 6.1. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from '../places.mjs';
import { bootVm } from '../vm/boot.mjs';
import { mountTracing } from './mounts.mjs';
import { startSshd } from './sshd.mjs';

/** The environment variable through which test processes learn of machines that already run. */
export const machinesVariable = 'EBPF_WORKBENCH_MACHINES';

/** Users of the VM besides root; `sudo` says what it asks them for. */
const vmUsers = {
  alice: { password: "alice's password", sudo: 'nothing' },
  bob: { password: "bob's password", sudo: 'password' },
  carol: { password: "carol's password", sudo: 'refused' },
};

/**
 * @param {string} name keeps the files of runs apart
 * @returns {Promise<{ machines: import('./machines.d.mts').Machines, stop(): Promise<void> }>}
 */
export async function startMachines(name) {
  await mountTracing();
  const folder = cache('machines', name);
  const started = await Promise.allSettled([bootVm({ name }), startSshd({ folder: join(folder, 'sshd') })]);
  const failure = started.find((result) => result.status === 'rejected');
  const [vm, sshd] = started.map((result) => (result.status === 'fulfilled' ? result.value : undefined));
  const stop = async () => {
    await Promise.all([vm?.stop(), sshd?.stop()]);
    for (const path of [folder, cache('vm', name)]) rmSync(path, { recursive: true, force: true });
  };
  if (failure || !vm || !sshd) {
    await stop();
    throw new Error(`the test machines did not start: ${failure?.reason?.message}`);
  }
  const sshConfig = join(folder, 'ssh_config');
  const facts = ({ port, keyFile, knownHosts }) => ({ host: '127.0.0.1', port, keyFile, knownHosts });
  const machines = {
    vm: { ...facts(vm), user: 'root', users: vmUsers, console: vm.console },
    here: { ...facts(sshd), user: sshd.user },
    sshConfig,
  };
  writeFileSync(sshConfig, configText(machines));
  return { machines, stop };
}

/** @param {import('./machines.d.mts').Machines} machines */
function configText({ vm, here }) {
  const entry = (alias, machine, user) =>
    [
      `Host ${alias}`,
      `  HostName ${machine.host}`,
      `  Port ${machine.port}`,
      `  User ${user}`,
      `  IdentityFile "${machine.keyFile}"`,
      '  IdentitiesOnly yes',
      `  UserKnownHostsFile "${machine.knownHosts}"`,
      '',
    ].join('\n');
  return [
    entry('vm61', vm, 'root'),
    ...Object.keys(vm.users).map((user) => entry(`vm61-${user}`, vm, user)),
    entry('here', here, here.user),
  ].join('\n');
}
