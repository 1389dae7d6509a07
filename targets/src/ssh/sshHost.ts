/**
 * A machine at the other end of an authenticated ssh2 connection. Getting that far is `connect`'s business; this
 * runs commands on it, notices its loss, and ends it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'ssh2';
import * as l10n from '@vscode/l10n';
import { channelProcess, type ChannelProcess } from './channelProcess';
import { connectionLost } from './connectionLost';
import { SessionSlots } from './sessionSlots';
import { Emitter } from '../emitter';
import type { Host, RemoteProcess, RunOptions, RunResult, SpawnOptions, WriteOptions } from '../host/host';
import { commandLine } from '../host/quote';
import { readRemoteFile, writeRemoteFile } from '../host/remoteFiles';
import { runToEnd } from '../host/runToEnd';
import type { Disposable } from '../scope';
import { cancelled, TargetError } from '../targetError';

/** How often a server may refuse a command while no other is open. */
const triesAlone = 3;

export class SshHost implements Host {
  readonly kind = 'ssh';
  readonly connection = this;
  readonly #slots = new SessionSlots();
  readonly #running = new Set<ChannelProcess>();
  readonly #lost = new Emitter<Error>();
  #over: Error | undefined;
  #failure: Error | undefined;

  /** @param client is ready for commands, and owned from here on */
  constructor(
    readonly name: string,
    private readonly client: Client,
  ) {
    client.on('error', (error) => (this.#failure = error));
    client.on('close', () => this.#end(connectionLost(name, this.#failure)));
  }

  async spawn(argv: readonly string[], options: SpawnOptions = {}): Promise<RemoteProcess> {
    const line = commandLine(argv, options.env);
    for (let alone = 0; ;) {
      const release = await this.#slots.take(options.signal);
      try {
        if (this.#over) throw this.#over;
        if (options.signal?.aborted) throw cancelled();
        return this.#started(await this.#open(line), release, options.signal);
      } catch (error) {
        const refusal = error instanceof ChannelRefused;
        const full = refusal && this.#slots.shrink();
        release();
        if (full) continue;
        if (!refusal) throw error;
        // The server may still be closing what we know to be closed, so one refusal proves nothing.
        if (++alone > triesAlone) throw refused(this.name, error);
        await sleep(100);
      }
    }
  }

  run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return runToEnd((...args) => this.spawn(...args), argv, options);
  }

  writeFile(path: string, content: Uint8Array, options: WriteOptions = {}): Promise<void> {
    return writeRemoteFile(this, path, content, options);
  }

  readFile(path: string, options: { signal?: AbortSignal } = {}): Promise<Uint8Array> {
    return readRemoteFile(this, path, options);
  }

  /** Fires at once when the machine is lost already. */
  onLost(listener: (error: Error) => void): Disposable {
    if (this.#over) listener(this.#over);
    return this.#lost.on(listener);
  }

  /** Closes the connection; what runs ends as `LOST`. */
  dispose(): void {
    this.client.end();
    this.#end(connectionLost(this.name));
    // A peer that does not answer the close keeps nothing here waiting.
    setTimeout(() => this.client.destroy(), 1000).unref();
  }

  #open(line: string): Promise<ChannelProcess> {
    return new Promise((resolve, reject) => {
      const lost = this.#lost.on(reject);
      this.client.exec(line, (error, channel) => {
        lost.dispose();
        // Here and not a promise later: the exit status may follow in the same packet.
        if (!error) resolve(channelProcess(channel));
        // SSH_OPEN_ADMINISTRATIVELY_PROHIBITED and SSH_OPEN_CONNECT_FAILED: sshd beyond its MaxSessions.
        else if ('reason' in error && typeof error.reason === 'number')
          reject(new ChannelRefused(error.message));
        else reject(this.#over ?? refused(this.name, error));
      });
    });
  }

  #started(started: ChannelProcess, release: () => void, signal?: AbortSignal): RemoteProcess {
    this.#running.add(started);
    if (this.#over) started.lost();
    const stop = () => started.kill();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    void started.exit.then(() => {
      signal?.removeEventListener('abort', stop);
      this.#running.delete(started);
    });
    void started.closed.then(release);
    return started;
  }

  #end(error: Error): void {
    if (this.#over) return;
    this.#over = error;
    this.#slots.end(error);
    for (const started of this.#running) started.lost();
    this.#lost.emit(error);
  }
}

class ChannelRefused extends Error {}

function refused(host: string, cause: Error): TargetError {
  return new TargetError(
    'commandFailed',
    l10n.t(
      '{0} refuses to run commands. Check that its SSH server allows sessions and its user has a shell.',
      host,
    ),
    { detail: cause.message, cause, actions: [{ kind: 'showLog' }] },
  );
}
