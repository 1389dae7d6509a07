/**
 * One connection per target, shared by everything that uses it. Whoever acquires gets a lease, a `Host` whose
 * `dispose` gives the connection back; the last one back lets it close after a while. A lost connection is
 * replaced at the next acquire, without asking again for what was answered before.
 */
import type { Asker } from './asker';
import { connect, type ConnectPorts } from './connect';
import type { Host } from './host';
import { Lease } from './lease';
import { SecretMemory } from './secretMemory';
import type { Log } from '../log';
import type { Disposable } from '../scope';
import type { Target } from '../target';
import { cancelled } from '../targetError';
import { unlessAborted } from '../unlessAborted';

export interface PoolPorts {
  asker: Asker;
  log: Log;
  /** Milliseconds until an unused connection is closed; five minutes when absent. */
  idleTime?: number;
  sshConfigFile?: ConnectPorts['sshConfigFile'];
  place?: ConnectPorts['place'];
}

interface Entry {
  /** Settles when connected; the same for everyone who waits. */
  host: Promise<Host>;
  /** Ends the attempt; only when nobody waits for it any more. */
  attempt: AbortController;
  connected: boolean;
  waiting: number;
  leases: number;
  idle: NodeJS.Timeout | undefined;
}

const fiveMinutes = 5 * 60 * 1000;

export class HostPool implements Disposable {
  readonly #entries = new Map<string, Entry>();
  readonly #memory = new SecretMemory();
  #disposed = false;

  constructor(private readonly ports: PoolPorts) {}

  /** Throws `TargetError`: whatever connecting throws, or `cancelled` when `signal` fires. */
  async acquire(target: Target, signal?: AbortSignal): Promise<Host> {
    if (this.#disposed || signal?.aborted) throw cancelled();
    // The whole target: a name of the settings may come to mean another machine.
    const key = JSON.stringify(target);
    const entry = this.#entries.get(key) ?? this.#connect(key, target);
    clearTimeout(entry.idle);
    entry.waiting++;
    try {
      const host = await unlessAborted(entry.host, signal);
      entry.leases++;
      return new Lease(host, this.#memory, () => {
        entry.leases--;
        this.#rest(key, entry);
      });
    } finally {
      entry.waiting--;
      this.#rest(key, entry);
    }
  }

  /** Whether a connection is there already, so that acquiring it asks nobody anything. */
  isConnected(target: Target): boolean {
    return this.#entries.get(JSON.stringify(target))?.connected === true;
  }

  /** Closes every connection, used or not, and ends every attempt. */
  dispose(): void {
    this.#disposed = true;
    for (const key of [...this.#entries.keys()]) this.#close(key);
  }

  #connect(key: string, target: Target): Entry {
    const attempt = new AbortController();
    const { asker, log, sshConfigFile, place } = this.ports;
    const signal = attempt.signal;
    const host = connect(target, { asker, log, signal, sshConfigFile, place, memory: this.#memory });
    const entry: Entry = { host, attempt, connected: false, waiting: 0, leases: 0, idle: undefined };
    this.#entries.set(key, entry);
    const remove = () => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      clearTimeout(entry.idle);
    };
    host.then((connected) => {
      entry.connected = true;
      connected.onLost(remove);
    }, remove);
    return entry;
  }

  /** Nobody uses it: an attempt ends at once, a connection stays a while for the next command. */
  #rest(key: string, entry: Entry): void {
    if (entry.waiting > 0 || entry.leases > 0 || this.#entries.get(key) !== entry) return;
    if (!entry.connected) {
      this.#close(key);
      return;
    }
    clearTimeout(entry.idle);
    entry.idle = setTimeout(() => this.#close(key), this.ports.idleTime ?? fiveMinutes);
    // A program that ends does not wait for its connections.
    entry.idle.unref();
  }

  #close(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    clearTimeout(entry.idle);
    entry.attempt.abort();
    entry.host.then(
      (host) => host.dispose(),
      () => undefined,
    );
  }
}
