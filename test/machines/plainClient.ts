/** A plain client of the language protocol, and the built server on its other side: what Neovim, Emacs or Helix would do. */
import { spawn, type ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { expect } from 'vitest';
import type { Diagnostic, InitializeResult } from 'vscode-languageserver';
import { root } from './ebpf';

export const serverModule = path.join(root, 'dist/server.js');

export class PlainClient {
  readonly published: { uri: string; version: number; diagnostics: Diagnostic[] }[] = [];
  readonly connection: MessageConnection;
  readonly #server: ChildProcess;

  constructor() {
    const child = spawn(process.execPath, [serverModule, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#server = child;
    this.connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    this.connection.onNotification(
      'textDocument/publishDiagnostics',
      (one: (typeof this.published)[number]) => this.published.push(one),
    );
    this.connection.listen();
  }

  async start(options: object = {}, folder: string | null = null): Promise<InitializeResult> {
    const answer = await this.connection.sendRequest<InitializeResult>('initialize', {
      processId: null,
      rootUri: folder,
      capabilities: {},
      initializationOptions: options,
    });
    await this.connection.sendNotification('initialized', {});
    return answer;
  }

  /** What the server says of the file first. */
  async open(uri: string, text: string): Promise<Diagnostic[]> {
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'c', version: 1, text },
    });
    await expect.poll(() => this.of(uri)).toBeDefined();
    return this.of(uri) ?? [];
  }

  /** What it said of the file last. */
  of(uri: string): Diagnostic[] | undefined {
    return this.published.filter((one) => one.uri === uri).at(-1)?.diagnostics;
  }

  /** A request about a place. */
  ask<T>(method: string, uri: string, line: number, character: number, more: object = {}): Promise<T> {
    return this.connection.sendRequest<T>(`textDocument/${method}`, {
      textDocument: { uri },
      position: { line, character },
      ...more,
    });
  }

  /** Ends the server, as the protocol has it. */
  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.#server.once('exit', resolve));
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    await ended;
    this.connection.dispose();
    expect(this.#server.exitCode).toBe(0);
  }
}
