/** The language server as a process of its own, and what this side says to it beyond the protocol. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { targetMethod, type ServerSettings, type TargetKnowledge } from '#protocol/language';
import type { Context } from '../context';
import { includeDirectories } from '../runs/buildSettings';
import { onSettingChange, setting } from '../settings';

export class BpfLanguageClient {
  readonly #client: LanguageClient;

  constructor(private readonly context: Context) {
    const module = path.join(context.extension.extensionPath, 'dist', 'server.js');
    const server = { module, transport: TransportKind.ipc };
    this.#client = new LanguageClient('ebpf', 'eBPF Language Server', server, {
      // The server leaves plain C alone, by what is in the file.
      documentSelector: [
        { scheme: 'file', language: 'c' },
        { scheme: 'file', pattern: '**/*.bpf.c' },
      ],
      initializationOptions: { settings: serverSettings(), locale: vscode.env.language },
      outputChannel: context.log,
    });
  }

  async start(): Promise<void> {
    const { scope } = this.context;
    scope.add({ dispose: () => this.#client.dispose() });
    await this.#client.start();
    const changed = onSettingChange(
      [
        'ebpf.checks.enabled',
        'ebpf.checks.severity',
        'ebpf.checks.kernel',
        'ebpf.inlayHints.enabled',
        'ebpf.build.includeDirectories',
      ],
      () => this.#tellSettings(),
    );
    scope.add(changed);
    scope.add(vscode.extensions.onDidChange(() => this.#tellSettings()));
  }

  #tellSettings(): void {
    const params = { settings: { ebpf: serverSettings() } };
    this.#client.sendNotification('workspace/didChangeConfiguration', params).catch(() => undefined);
  }

  async tellTarget(target: TargetKnowledge | null): Promise<void> {
    await this.#client.sendNotification(targetMethod, target);
  }
}

function serverSettings(): ServerSettings {
  return {
    checks: { enabled: setting('ebpf.checks.enabled'), severity: setting('ebpf.checks.severity') },
    inlayHints: { enabled: setting('ebpf.inlayHints.enabled') },
    hasCExtension: hasCExtension(),
    includeDirectories: (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) =>
      includeDirectories(uri.fsPath, uri),
    ),
    kernel: setting('ebpf.checks.kernel'),
  };
}

/** clangd's extension, or Microsoft's with its completion on. */
function hasCExtension(): boolean {
  if (vscode.extensions.getExtension('llvm-vs-code-extensions.vscode-clangd')) return true;
  if (!vscode.extensions.getExtension('ms-vscode.cpptools')) return false;
  const engine = vscode.workspace.getConfiguration('C_Cpp').get<unknown>('intelliSenseEngine');
  return String(engine).toLowerCase() !== 'disabled';
}
