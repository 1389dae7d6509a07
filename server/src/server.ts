/**
 * The language server's conversation: which requests there are and which feature answers each. Features are functions
 * of a parsed file and a place in it; nothing here knows C, and nothing there knows the protocol's ways.
 */
import { textsIn } from '#bpf/facts/texts/texts';
import { programsMethod, targetMethod, type ServerSettings, type TargetKnowledge } from '#protocol/language';
import {
  DidChangeWatchedFilesNotification,
  TextDocuments,
  type CancellationToken,
  type CodeLensParams,
  type Connection,
  type InitializeResult,
  type Position,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { checks } from './checks/checks';
import type { Finding } from './checks/check';
import { checkInSteps, runChecks } from './checks/runChecks';
import { acrossFiles, locationsOf } from './features/acrossFiles';
import { codeActions } from './features/codeActions';
import { complete } from './features/completion/completion';
import { completionList } from './features/completion/completionList';
import { resolve } from './features/completion/resolve';
import { definition } from './features/definition';
import { diagnosticsOf } from './features/diagnostics';
import { rangeIn, type FeatureContext } from './features/featureContext';
import { hover } from './features/hover';
import { inlayHints } from './features/inlayHints';
import { occurrencesAt } from './features/occurrences';
import { programsIn } from './features/programs';
import { prepareRename, renameEdits } from './features/rename';
import { semanticTokens } from './features/semanticTokens';
import { signatureHelp } from './features/signatureHelp';
import { documentSymbols, workspaceSymbols } from './features/symbols';
import { fileOf } from './features/uri';
import { foldersOf, optionsOf, useLanguage, whatWeCan } from './handshake';
import { IdleMemory } from './idleMemory';
import { OpenDocument } from './openDocument';
import { TargetMachine } from './kernel/targetMachine';
import { Project } from './project';
import { kernelOf, readSettings, readTarget } from './settings';
import { runInSlices } from './slices';
import { CParser, type GrammarFiles } from './syntax/parser';
import { warmUp } from './warmUp';

export interface ServerFiles extends GrammarFiles {
  /** Directory of `bundle.l10n.<language>.json`. */
  texts: string;
}

/** How many files are kept read, the latest used. */
const mostParsed = 3;

export function startServer(connection: Connection, files: ServerFiles): void {
  const memory = new IdleMemory();
  const documents = new TextDocuments(TextDocument);
  const opened = new Map<string, OpenDocument>();
  const findings = new Map<string, Finding[]>();
  const loading = CParser.load(files).then(warmUp);
  let parser: CParser | undefined;
  let settings: ServerSettings = readSettings(undefined);
  let target: TargetKnowledge | undefined;
  const uris = new Map<string, string>(); // of open files
  const textOf = (file: string): string | undefined => documents.get(uris.get(file) ?? '')?.getText();
  const project = new Project(needParser, textOf, (source) => {
    const document = documents.get(uris.get(source) ?? '');
    if (document) check(document);
  });
  let texts = textsIn('en');
  const machine = new TargetMachine();
  let canShareRange = false;
  let canWatch = false;

  connection.onInitialize(async (params): Promise<InitializeResult> => {
    const options = optionsOf(params);
    useSettings(options.settings);
    project.setFolders(foldersOf(params));
    useTarget(options.target);
    const locale = options.locale ?? params.locale ?? 'en';
    texts = textsIn(locale);
    await useLanguage(files.texts, locale);
    const { itemDefaults = [] } = params.capabilities.textDocument?.completion?.completionList ?? {};
    canShareRange = itemDefaults.includes('editRange');
    canWatch = params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    parser = await loading;
    return whatWeCan;
  });

  connection.onInitialized(() => {
    connection.onDidChangeWatchedFiles(() => project.headers.changed());
    if (!canWatch) return;
    const watchers = [{ globPattern: '**/*.h' }];
    void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  });

  connection.onDidChangeConfiguration(({ settings: value }: { settings: unknown }) => {
    const section = typeof value === 'object' && value !== null && 'ebpf' in value ? value.ebpf : value;
    useSettings(section);
    for (const document of documents.all()) check(document);
  });

  connection.onNotification(targetMethod, useTarget);

  documents.onDidChangeContent(({ document }) => {
    const file = fileOf(document.uri);
    if (file !== undefined) {
      uris.set(file, document.uri);
      project.headers.edited(file, document.getText(), document.version);
    }
    check(document);
    memory.touch();
  });
  documents.onDidClose(({ document }) => {
    const file = fileOf(document.uri);
    if (file !== undefined) {
      uris.delete(file);
      project.headers.close(file);
      project.headers.edited(file, undefined, 0);
    }
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

  connection.onCompletion(({ textDocument, position }, token) => {
    const items = at(textDocument, position, token, complete, []);
    return completionList(items, canShareRange);
  });
  connection.onCompletionResolve((item) => resolve(texts, item));
  connection.onHover(({ textDocument, position }, token) =>
    at(textDocument, position, token, hover, undefined),
  );
  connection.onSignatureHelp(({ textDocument, position }, token) =>
    at(textDocument, position, token, signatureHelp, undefined),
  );
  connection.onDefinition(({ textDocument, position }, token) =>
    at(
      textDocument,
      position,
      token,
      (context, offset) => definition(context, offset, textDocument.uri),
      undefined,
    ),
  );
  connection.onReferences(({ textDocument, position, context: { includeDeclaration } }, token) =>
    at(
      textDocument,
      position,
      token,
      async (context, offset) => {
        const found = await acrossFiles(context, offset, textDocument.uri, project);
        return found ? locationsOf(found, includeDeclaration) : [];
      },
      [],
    ),
  );
  connection.onDocumentHighlight(({ textDocument, position }, token) =>
    at(
      textDocument,
      position,
      token,
      (context, offset) =>
        (occurrencesAt(context, offset)?.all ?? []).map((span) => ({
          range: rangeIn(context.document, span),
        })),
      [],
    ),
  );
  connection.onPrepareRename(({ textDocument, position }, token) =>
    at(textDocument, position, token, prepareRename, undefined),
  );
  connection.onRenameRequest(({ textDocument, position, newName }, token) =>
    at(
      textDocument,
      position,
      token,
      async (context, offset) => {
        const found = await acrossFiles(context, offset, textDocument.uri, project);
        return { changes: renameEdits(found, newName) };
      },
      undefined,
    ),
  );
  connection.onDocumentSymbol(({ textDocument: { uri } }, token) =>
    answer(uri, token, (one) => documentSymbols(contextOf(one)), []),
  );
  connection.onRequest(
    programsMethod,
    ({ textDocument: { uri } }: CodeLensParams, token: CancellationToken) =>
      answer(uri, token, (one) => programsIn(contextOf(one)), []),
  );
  connection.onWorkspaceSymbol(({ query }) =>
    documents.keys().flatMap((uri) => {
      const one = open(uri);
      return one?.isBpf === true && one.isRead ? workspaceSymbols(contextOf(one), uri, query) : [];
    }),
  );
  connection.languages.semanticTokens.on(({ textDocument: { uri } }, token) =>
    answer(uri, token, (one) => semanticTokens(contextOf(one)), { data: [] }),
  );
  connection.languages.inlayHint.on(({ textDocument: { uri }, range }, token) =>
    answer(
      uri,
      token,
      (one) => {
        if (!settings.inlayHints.enabled) return [];
        const span = { start: one.text.offsetAt(range.start), end: one.text.offsetAt(range.end) };
        return inlayHints(contextOf(one), span);
      },
      [],
    ),
  );

  documents.listen(connection);
  connection.listen();

  function useTarget(value: unknown): void {
    target = readTarget(value);
    for (const document of documents.all()) check(document);
    void machine.use(target).then((isNew) => {
      if (isNew) for (const document of documents.all()) check(document);
    });
  }

  function needParser(): CParser {
    if (!parser) throw new Error('asked before it was started');
    return parser;
  }

  function useSettings(value: unknown): void {
    settings = readSettings(value);
    project.setIncludeDirectories(settings.includeDirectories);
  }

  function check(document: TextDocument): void {
    const one = open(document.uri);
    if (!one) return;
    const { uri, version } = document;
    if (!one.isBpf || !settings.checks.enabled) {
      // A file may stop being BPF while one types.
      if (findings.delete(uri)) void connection.sendDiagnostics({ uri, version, diagnostics: [] });
      return;
    }
    if (one.isLarge) void checkInSlices(document, one);
    else tell(document, one, runChecks(...checksOf(one)));
  }

  async function checkInSlices(document: TextDocument, one: OpenDocument): Promise<void> {
    const { uri, version } = document;
    if (!(await one.readInSlices())) return;
    const isWanted = (): boolean => document.version === version && documents.get(uri) === document;
    const found = await runInSlices(checkInSteps(...checksOf(one)), isWanted);
    if (found) tell(document, one, found);
  }

  function checksOf(one: OpenDocument): Parameters<typeof checkInSteps> {
    const { document, facts } = one.parsed;
    const wanted = {
      severity: settings.checks.severity,
      kernel: kernelOf(settings, target),
      target: target && { name: target.name, types: machine.types },
    };
    return [document, checks, wanted, one.findings, facts];
  }

  function tell({ uri, version }: TextDocument, one: OpenDocument, found: Finding[]): void {
    findings.set(uri, found);
    void connection.sendDiagnostics({ uri, version, diagnostics: diagnosticsOf(one.text, found) });
  }

  /** What a feature says of an open BPF file; `otherwise` for any other, and when nobody wants it any more. */
  function answer<T, O>(
    uri: string,
    token: CancellationToken,
    feature: (one: OpenDocument) => T,
    otherwise: O,
  ): T | O {
    const one = open(uri);
    return !one?.isBpf || !one.isRead || token.isCancellationRequested ? otherwise : feature(one);
  }

  /** The same, for a place in the file. */
  function at<T, O>(
    { uri }: { uri: string },
    position: Position,
    token: CancellationToken,
    feature: (context: FeatureContext, offset: number) => T,
    otherwise: O,
  ): T | O {
    return answer(uri, token, (one) => feature(contextOf(one), one.text.offsetAt(position)), otherwise);
  }

  function contextOf(one: OpenDocument): FeatureContext {
    return {
      ...one.parsed,
      texts,
      kernel: kernelOf(settings, target),
      kernelTypes: machine.types,
      helperHeader: machine.helperHeader,
      hasCExtension: settings.hasCExtension,
    };
  }

  function open(uri: string): OpenDocument | undefined {
    const text = documents.get(uri);
    if (!text || !parser) return undefined;
    const known = opened.get(uri);
    const one = known?.text === text ? known : new OpenDocument(parser, text, project.headers);
    // The one that is wanted now is the last to go.
    opened.delete(uri);
    opened.set(uri, one);
    [...opened.values()].at(-mostParsed - 1)?.release();
    return one;
  }
}
