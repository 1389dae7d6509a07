/**
 * The language server's conversation: which requests there are and which feature answers each. Features are functions
 * of a parsed file and a place in it; nothing here knows C, and nothing there knows the protocol's ways.
 */
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as l10n from '@vscode/l10n';
import { targetMethod, type ServerSettings, type TargetKnowledge } from '#protocol/language';
import {
  CodeActionKind,
  TextDocuments,
  TextDocumentSyncKind,
  type CancellationToken,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { checks } from './checks/checks';
import type { Finding } from './checks/check';
import { runChecks } from './checks/runChecks';
import { codeActions } from './features/codeActions';
import { diagnosticsOf } from './features/diagnostics';
import { IdleMemory } from './idleMemory';
import { OpenDocument } from './openDocument';
import { kernelOf, readSettings, readTarget } from './settings';
import { CParser, type GrammarFiles } from './syntax/parser';
import { warmUp } from './warmUp';

export interface ServerFiles extends GrammarFiles {
  /** Directory of `bundle.l10n.<language>.json`. */
  texts: string;
}

export function startServer(connection: Connection, files: ServerFiles): void {
  const memory = new IdleMemory();
  const documents = new TextDocuments(TextDocument);
  const opened = new Map<string, OpenDocument>();
  const findings = new Map<string, Finding[]>();
  const loading = CParser.load(files).then(warmUp);
  let parser: CParser | undefined;
  let settings: ServerSettings = readSettings(undefined);
  let target: TargetKnowledge | undefined;

  connection.onInitialize(async (params): Promise<InitializeResult> => {
    const options = optionsOf(params);
    settings = readSettings(options.settings);
    await useLanguage(files.texts, options.locale ?? params.locale);
    parser = await loading;
    return {
      serverInfo: { name: 'ebpf-language-server' },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
      },
    };
  });

  connection.onDidChangeConfiguration(({ settings: value }: { settings: unknown }) => {
    const section = typeof value === 'object' && value !== null && 'ebpf' in value ? value.ebpf : value;
    settings = readSettings(section);
    for (const document of documents.all()) check(document);
  });

  connection.onNotification(targetMethod, (value: unknown) => {
    target = readTarget(value);
    for (const document of documents.all()) check(document);
  });

  documents.onDidChangeContent(({ document }) => {
    check(document);
    memory.touch();
  });
  documents.onDidClose(({ document }) => {
    opened.delete(document.uri);
    findings.delete(document.uri);
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });

  connection.onCodeAction(({ textDocument, range }, token) =>
    answer(
      textDocument.uri,
      token,
      (one) => codeActions(one.text, range, findings.get(textDocument.uri) ?? []),
      [],
    ),
  );

  documents.listen(connection);
  connection.listen();

  function check(document: TextDocument): void {
    const one = open(document.uri);
    if (!one) return;
    const { uri, version } = document;
    if (!one.isBpf || !settings.checks.enabled) {
      // A file may stop being BPF while one types.
      if (findings.delete(uri)) void connection.sendDiagnostics({ uri, version, diagnostics: [] });
      return;
    }
    const { document: parsed, facts } = one.parsed;
    const kernel = kernelOf(settings, target);
    const found = runChecks(
      parsed,
      checks,
      { severity: settings.checks.severity, kernel },
      one.findings,
      facts,
    );
    findings.set(uri, found);
    void connection.sendDiagnostics({ uri, version, diagnostics: diagnosticsOf(one.text, found) });
  }

  /** What a feature says of an open BPF file; `otherwise` for any other, and when nobody wants it any more. */
  function answer<T>(
    uri: string,
    token: CancellationToken,
    feature: (one: OpenDocument) => T,
    otherwise: T,
  ): T {
    const one = open(uri);
    return !one?.isBpf || token.isCancellationRequested ? otherwise : feature(one);
  }

  function open(uri: string): OpenDocument | undefined {
    const text = documents.get(uri);
    if (!text || !parser) return undefined;
    const known = opened.get(uri);
    if (known?.text === text) return known;
    const one = new OpenDocument(parser, text);
    opened.set(uri, one);
    return one;
  }
}

interface Options {
  settings?: unknown;
  locale?: string;
}

function optionsOf({ initializationOptions }: InitializeParams): Options {
  const value: unknown = initializationOptions;
  if (typeof value !== 'object' || value === null) return {};
  const settings: unknown = 'settings' in value ? value.settings : undefined;
  const locale: unknown = 'locale' in value ? value.locale : undefined;
  return { settings, ...(typeof locale === 'string' ? { locale } : {}) };
}

/** The bundle that the extension has too. English needs none. */
async function useLanguage(directory: string, locale: string | undefined): Promise<void> {
  if (locale === undefined || !/^[\w-]+$/.test(locale)) return;
  try {
    const contents = await readFile(path.join(directory, `bundle.l10n.${locale.toLowerCase()}.json`), 'utf8');
    l10n.config({ contents });
  } catch {
    // No translation: English.
  }
}
