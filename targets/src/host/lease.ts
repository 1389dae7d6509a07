/**
 * A share of a connection: the same machine, but `dispose` ends only what was started through it and gives the
 * rest back.
 */
import type { Host, RemoteProcess, RunOptions, RunResult, SpawnOptions, WriteOptions } from './host';
import { runToEnd } from './runToEnd';
import type { SecretMemory } from './secretMemory';
import type { Disposable } from '../scope';

export class Lease implements Host {
  readonly kind: Host['kind'];
  readonly name: string;
  readonly connection: object;
  readonly #running = new Set<RemoteProcess>();
  readonly #listeners = new Set<Disposable>();
  #over = false;

  constructor(
    private readonly host: Host,
    /** What was answered for this pool's machines. */
    readonly memory: SecretMemory,
    private readonly giveBack: () => void,
  ) {
    this.kind = host.kind;
    this.name = host.name;
    this.connection = host.connection;
  }

  async spawn(argv: readonly string[], options: SpawnOptions = {}): Promise<RemoteProcess> {
    const started = await this.host.spawn(argv, options);
    if (this.#over) started.kill();
    this.#running.add(started);
    void started.exit.then(() => this.#running.delete(started));
    return started;
  }

  run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return runToEnd((...args) => this.spawn(...args), argv, options);
  }

  writeFile(path: string, content: Uint8Array, options: WriteOptions = {}): Promise<void> {
    return this.host.writeFile(path, content, options);
  }

  readFile(path: string, options: { signal?: AbortSignal } = {}): Promise<Uint8Array> {
    return this.host.readFile(path, options);
  }

  onLost(listener: (error: Error) => void): Disposable {
    const listening = this.host.onLost(listener);
    this.#listeners.add(listening);
    return listening;
  }

  dispose(): void {
    if (this.#over) return;
    this.#over = true;
    for (const started of this.#running) started.kill();
    for (const listening of this.#listeners) listening.dispose();
    this.giveBack();
  }
}
