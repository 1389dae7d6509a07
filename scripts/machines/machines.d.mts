/** A machine to reach over SSH. */
export interface SshMachine {
  host: string;
  port: number;
  user: string;
  /** Private key, without passphrase, that logs in as `user`. */
  keyFile: string;
  /** known_hosts file with its host key, and nothing else. */
  knownHosts: string;
}

export interface VmUser {
  password: string;
  /** What sudo asks of this user. */
  sudo: 'nothing' | 'password' | 'refused';
}

export interface Machines {
  /** Linux 6.1 with everything that eBPF can do there. The key logs in as each of its users too. */
  vm: SshMachine & { users: Record<'alice' | 'bob' | 'carol', VmUser>; console: string };
  /** This machine. */
  here: SshMachine;
  /** ssh config with the aliases `vm61`, `vm61-alice`, `vm61-bob`, `vm61-carol` and `here`. */
  sshConfig: string;
}

export declare const machinesVariable: 'EBPF_WORKBENCH_MACHINES';

export declare function startMachines(
  name: string,
): Promise<{ machines: Machines; stop: () => Promise<void> }>;
