/**
 * The port to the person: what a connection must ask. The editor answers with dialogs, the command line on the
 * terminal. Each answer `undefined` means "no" or "cancelled". Nothing asked here is ever logged.
 */
export interface Asker {
  /** An unknown host key. True stores it in known_hosts and goes on. */
  trustHostKey(question: HostKeyQuestion): Promise<boolean>;
  /** `attempt` counts from 1, so that the second time can say the first answer was wrong. */
  secret(question: SecretQuestion): Promise<string | undefined>;
}

export interface HostKeyQuestion {
  /** As known_hosts would name it: `host` or `[host]:port`. */
  host: string;
  /** e.g. `ssh-ed25519`. */
  keyType: string;
  /** `SHA256:…`, as ssh prints it. */
  fingerprint: string;
}

export type SecretQuestion =
  | { kind: 'password'; target: string; user: string; attempt: number }
  | { kind: 'passphrase'; target: string; keyFile: string; attempt: number }
  /** One prompt of a keyboard-interactive round; `echo` says whether the answer may be shown. */
  | { kind: 'prompt'; target: string; prompt: string; echo: boolean; attempt: number }
  | { kind: 'sudo'; target: string; user: string; attempt: number };
