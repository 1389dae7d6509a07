/** The machines as tests see them. In vitest: `inject('machines')`; in the editor's extension host: from the environment. */
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import type { Machines, SshMachine } from '../../scripts/machines/machines.mjs';

export type { Machines, SshMachine };

export function machinesFromEnvironment(): Machines {
  const text = process.env['EBPF_WORKBENCH_MACHINES'];
  if (text === undefined) throw new Error('no test machines: start the tests with `npm test`');
  return JSON.parse(text) as Machines;
}

/**
 * Runs a shell command on a machine with OpenSSH's own client, so that what a test claims does not rest on the code
 * under test. Resolves with stdout; rejects when the command fails.
 */
export function onMachine(machine: SshMachine, command: string, user = machine.user): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      'ssh',
      [...sshOptions(machine), `${user}@${machine.host}`, command],
      { maxBuffer: 64 << 20, timeout: 60_000 },
      (error, out, err) => {
        if (error === null) resolve(out);
        else reject(new Error(`${command}: ${error.message}\n${err}`));
      },
    ).stdin?.end();
  });
}

/** Arguments that make `ssh` reach the machine whatever the user's own configuration says. */
export function sshOptions(machine: SshMachine): string[] {
  const options = [
    'IdentitiesOnly=yes',
    'BatchMode=yes',
    `UserKnownHostsFile=${machine.knownHosts}`,
    // A login costs the emulated machine over a second; questions that follow each other share one.
    'ControlMaster=auto',
    'ControlPersist=20',
    `ControlPath=${tmpdir()}/ebpf-test-${process.pid}-%C`,
  ];
  return [
    '-F',
    '/dev/null',
    '-i',
    machine.keyFile,
    '-p',
    String(machine.port),
    ...options.flatMap((o) => ['-o', o]),
  ];
}
