export interface Vm {
  /** Of its sshd, on 127.0.0.1. */
  port: number;
  /** Of qemu. */
  pid: number;
  keyFile: string;
  knownHosts: string;
  /** File with what its kernel and its sshd said. */
  console: string;
  stop(): Promise<void>;
}

export interface BootOptions {
  /** Folder below `.cache/vm/` for this VM's files. */
  name: string;
  /** Outlive this process. */
  keepRunning?: boolean;
  /** Mount tracefs; default true. */
  tracefs?: boolean;
}

export declare function bootVm(options: BootOptions): Promise<Vm>;
