/**
 * One running agent: typed requests and notifications over its stdin and stdout. It lives as long as this object:
 * when its stdin ends it detaches everything and exits, and the kernel lets go of what it held.
 */
import {
  aliveEvery,
  type AgentAcknowledgements,
  type AgentNotifications,
  type AgentRequests,
} from '#protocol/agent';
import * as l10n from '@vscode/l10n';
import {
  CancellationTokenSource,
  createMessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
  type Message,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { Emitter } from '../emitter';
import type { RemoteProcess } from '../host/host';
import type { Log } from '../log';
import type { Disposable } from '../scope';
import { cancelled, TargetError } from '../targetError';

/** How long a closing agent gets to detach and leave by itself, in milliseconds. */
const graceToLeave = 5000;
/** How much of the agent's stderr is kept for an error's detail, in characters. */
const stderrKept = 8192;

export class Agent implements Disposable {
  readonly #connection: MessageConnection;
  readonly #listeners: { readonly [Method in keyof AgentNotifications]: Emitter<AgentNotifications[Method]> };
  #stderr = '';
  #closing = false;
  /** Rejects when the agent ends without being asked to; never resolves. */
  readonly died: Promise<never>;

  constructor(
    readonly process: RemoteProcess,
    log: Log,
  ) {
    process.stderr.setEncoding('utf8');
    process.stderr.on('data', (chunk: string) => {
      this.#stderr = (this.#stderr + chunk).slice(-stderrKept);
      log.debug(`agent: ${chunk.trimEnd()}`);
    });
    this.#connection = createMessageConnection(
      new StreamMessageReader(process.stdout),
      new PatientWriter(process.stdin),
    );
    this.#connection.onError(([error]) => log.debug(`agent connection: ${error.message}`));
    this.#listeners = {
      'trace/lines': this.#listen('trace/lines'),
      'map/chunk': this.#listen('map/chunk'),
      'events/batch': this.#listen('events/batch'),
      'events/ended': this.#listen('events/ended'),
      detached: this.#listen('detached'),
      warning: this.#listen('warning'),
    };
    this.#connection.listen();
    // The first one at once: a cable may be pulled before the second.
    this.notify('alive', {});
    const alive = setInterval(() => this.notify('alive', {}), aliveEvery);
    this.died = process.exit.then(({ code, signal }) => {
      clearInterval(alive);
      this.#connection.dispose();
      throw this.#death(code, signal);
    });
    this.died.catch(() => undefined);
  }

  /** Sends one request. A refusal by the agent is thrown as `agentFailed` with the agent's words. */
  async request<Method extends keyof AgentRequests>(
    method: Method,
    params: AgentRequests[Method]['params'],
    signal?: AbortSignal,
  ): Promise<AgentRequests[Method]['result']> {
    if (signal?.aborted) throw cancelled();
    const source = new CancellationTokenSource();
    let abort = (): void => undefined;
    const aborted = new Promise<never>((_, reject) => {
      abort = () => {
        source.cancel();
        reject(cancelled());
      };
    });
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const answer = this.#connection.sendRequest<AgentRequests[Method]['result']>(method, params, source.token);
      return await Promise.race([answer, this.died, aborted]);
    } catch (error) {
      if (error instanceof TargetError) throw error;
      if (error instanceof ResponseError) {
        throw new TargetError('agentFailed', l10n.t('The agent could not do it ({0}): {1}', method, error.message), {
          cause: error,
          actions: [{ kind: 'showLog' }],
        });
      }
      // A connection that closes under a request: the process's end is on its way and tells why.
      return await this.died;
    } finally {
      signal?.removeEventListener('abort', abort);
      source.dispose();
    }
  }

  /** The connection itself has room for one listener of a kind; here every view may have its own. */
  on<Method extends keyof AgentNotifications>(
    method: Method,
    listener: (params: AgentNotifications[Method]) => void,
  ): Disposable {
    return this.#listeners[method].on(listener);
  }

  #listen<Method extends keyof AgentNotifications>(method: Method): Emitter<AgentNotifications[Method]> {
    const listeners = new Emitter<AgentNotifications[Method]>();
    this.#connection.onNotification(method, (params: AgentNotifications[Method]) => listeners.emit(params));
    return listeners;
  }

  notify<Method extends keyof AgentAcknowledgements>(method: Method, params: AgentAcknowledgements[Method]): void {
    // Nobody is left to tell once the agent leaves; a connection that closes meanwhile throws.
    if (this.#closing) return;
    void (async () => this.#connection.sendNotification(method, params))().catch(() => undefined);
  }

  /** Ends the agent: closes its stdin, waits for it to clean up, and kills it only if it does not. */
  async dispose(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    this.#connection.end();
    this.process.stdin.end();
    const timer = setTimeout(() => this.process.kill(), graceToLeave);
    await this.process.exit;
    clearTimeout(timer);
  }

  #death(code: number | null, signal: string | null): TargetError {
    if (signal === 'LOST') {
      return new TargetError('connectionLost', l10n.t('The connection to the target was lost. The run has ended.'), {
        actions: [{ kind: 'retry' }],
      });
    }
    const how = signal ?? l10n.t('exit code {0}', String(code));
    return new TargetError('agentFailed', l10n.t('The agent on the target ended unexpectedly ({0}).', how), {
      detail: this.#stderr,
      actions: [{ kind: 'showLog' }, { kind: 'retry' }],
    });
  }
}

/**
 * Writes a message at once, where vscode-jsonrpc waits between header and body. A broken pipe shows as the end of the
 * process, which is where it is answered (`Agent.died`); vscode-jsonrpc would turn the failed write into a rejection
 * that nobody can catch.
 */
class PatientWriter extends StreamMessageWriter {
  constructor(private readonly stream: NodeJS.WritableStream) {
    super(stream);
  }

  override write(message: Message): Promise<void> {
    const body = JSON.stringify(message);
    const header = `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
    return new Promise((resolve) => {
      this.stream.write(header + body, () => resolve());
    });
  }
}
