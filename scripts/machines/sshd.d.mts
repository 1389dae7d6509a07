import type { SshMachine } from './machines.mjs';

export interface Sshd extends SshMachine {
  /** Of its host key, `SHA256:…`. */
  fingerprint: string;
  /** Ends its sessions as a power failure would; what they started is left to notice by itself. */
  cut(): void;
  stop(): Promise<void>;
}

export interface SshdOptions {
  /** For its keys and configuration; emptied first. */
  folder: string;
  /** Default: a free one. */
  port?: number;
  /** Lines of sshd_config that win over the usual ones. */
  options?: string[];
}

export declare function startSshd(options: SshdOptions): Promise<Sshd>;
