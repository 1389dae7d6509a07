/** A plain LSP client over stdio, which measures any server in the same way. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';

interface Published {
  uri: string;
  version?: number;
  diagnostics: unknown[];
}

export class LanguagePeer {
  readonly #process: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #waiting: { uri: string; version: number | undefined; done: (at: number) => void }[] = [];

  constructor(command: string, args: readonly string[]) {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#process = child;
    this.#connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    this.#connection.onNotification('textDocument/publishDiagnostics', (published: Published) => {
      const at = performance.now();
      for (const waiter of this.#waiting.filter(
        ({ uri, version }) =>
          uri === published.uri && (version === undefined || version === published.version),
      )) {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        waiter.done(at);
      }
    });
    this.#connection.listen();
  }

  async start(folder: string): Promise<void> {
    await this.#connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      capabilities: {
        textDocument: {
          publishDiagnostics: { versionSupport: true },
          completion: {
            completionItem: { snippetSupport: true },
            completionList: { itemDefaults: ['editRange'] },
          },
        },
      },
    });
    await this.#connection.sendNotification('initialized', {});
  }

  /** Milliseconds from opening a file to what is said of it. */
  async open(uri: string, text: string): Promise<number> {
    const since = performance.now();
    const published = this.#published(uri, 1);
    await this.#connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'c', version: 1, text },
    });
    return (await published) - since;
  }

  /** Milliseconds from a keystroke to what is said of the file. */
  async type(uri: string, version: number, line: number, character: number, text: string): Promise<number> {
    const since = performance.now();
    const published = this.#published(uri, version);
    await this.change(uri, version, line, character, character, text);
    return (await published) - since;
  }

  async change(
    uri: string,
    version: number,
    line: number,
    from: number,
    to: number,
    text: string,
  ): Promise<void> {
    await this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: { line, character: from }, end: { line, character: to } }, text }],
    });
  }

  /** Milliseconds from asking to the answer, and how many items there were. */
  async complete(uri: string, line: number, character: number): Promise<{ took: number; items: number }> {
    const since = performance.now();
    const answer: unknown = await this.#connection.sendRequest('textDocument/completion', {
      textDocument: { uri },
      position: { line, character },
    });
    const took = performance.now() - since;
    const items = Array.isArray(answer) ? answer : ((answer as { items?: unknown[] } | null)?.items ?? []);
    return { took, items: items.length };
  }

  /** Asks all the while for something that needs no work, and keeps the longest wait for an answer, in milliseconds. */
  deafness(): { slowest(): number; stop(): Promise<number> } {
    let slowest = 0;
    const over = new AbortController();
    const asking = (async () => {
      while (!over.signal.aborted) {
        const since = performance.now();
        await this.#connection.sendRequest('workspace/symbol', { query: '\0' }).catch(() => undefined);
        slowest = Math.max(slowest, performance.now() - since);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    return {
      slowest: () => slowest,
      stop: async () => {
        over.abort();
        await asking;
        return slowest;
      },
    };
  }

  /** Resident memory in MB. */
  get memory(): number {
    const status = readFileSync(`/proc/${String(this.#process.pid)}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024;
  }

  stop(): void {
    this.#connection.dispose();
    this.#process.kill();
  }

  #published(uri: string, version: number): Promise<number> {
    return new Promise((resolve) => {
      this.#waiting.push({ uri, version, done: resolve });
    });
  }
}
