/** What the two sides tell each other first: who they are, what they can, and in which language. */
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as l10n from '@vscode/l10n';
import {
  CodeActionKind,
  TextDocumentSyncKind,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { legend } from './features/semanticTokens';

export const whatWeCan: InitializeResult = {
  serverInfo: { name: 'ebpf-language-server' },
  capabilities: {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
    completionProvider: { triggerCharacters: ['"', '/', '>', '.', ' ', '('], resolveProvider: true },
    hoverProvider: true,
    signatureHelpProvider: { triggerCharacters: ['(', ','] },
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: { prepareProvider: true },
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    semanticTokensProvider: { legend, full: true },
    inlayHintProvider: true,
  },
};

/** URIs of the folders that are open. */
export function foldersOf(params: InitializeParams): string[] {
  const folders = params.workspaceFolders?.map(({ uri }) => uri) ?? [];
  // What clients said before there were several, and what plain ones still say.
  const { rootUri }: { rootUri?: string | null } = params;
  return folders.length > 0 || typeof rootUri !== 'string' ? folders : [rootUri];
}

/** `initializationOptions`, unread. */
export interface Options {
  settings?: unknown;
  target?: unknown;
  locale?: string;
}

export function optionsOf({ initializationOptions }: InitializeParams): Options {
  const value: unknown = initializationOptions;
  if (typeof value !== 'object' || value === null) return {};
  const settings: unknown = 'settings' in value ? value.settings : undefined;
  const locale: unknown = 'locale' in value ? value.locale : undefined;
  const target: unknown = 'target' in value ? value.target : undefined;
  return { settings, target, ...(typeof locale === 'string' ? { locale } : {}) };
}

/** The bundle that the extension has too. English needs none. */
export async function useLanguage(directory: string, locale: string | undefined): Promise<void> {
  if (locale === undefined || !/^[\w-]+$/.test(locale)) return;
  try {
    const contents = await readFile(path.join(directory, `bundle.l10n.${locale.toLowerCase()}.json`), 'utf8');
    l10n.config({ contents });
  } catch {
    // No translation: English.
  }
}
