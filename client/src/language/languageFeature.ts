/**
 * Starts the language server when the first BPF file is seen, and tells it what the runs find out about the target.
 * Nothing of it is loaded before: a window without BPF files pays nothing.
 */
import * as vscode from 'vscode';
import { parseTarget } from '#targets/target';
import type { Context } from '../context';
import type { BpfLanguageClient } from './languageClient';
import { TargetMemory } from './targetMemory';

export function activate(context: Context): void {
  const { scope, files, targets, runs, log } = context;
  let starting: Promise<BpfLanguageClient> | undefined;
  const abort = new AbortController();
  scope.add({ dispose: () => abort.abort() });
  const known = new TargetMemory(context.extension.globalState);

  const start = async (): Promise<BpfLanguageClient> => {
    const { BpfLanguageClient } = await import('./languageClient');
    const client = new BpfLanguageClient(context);
    await client.start();
    return client;
  };
  const tell = (): void => {
    const selected = targets.selected;
    const knowledge = selected ? (known.of(selected) ?? null) : null;
    starting
      ?.then((client) => client.tellTarget(knowledge))
      .catch((error: unknown) => log.debug(`language server: ${String(error)}`));
  };
  /** The run has connected; what lies over there is fetched beside it, once for each kernel. */
  const learn = async (name: string): Promise<void> => {
    const target = parseTarget(name);
    const engine = await context.engineInUse();
    const more = target && (await engine?.knowledge(target, abort.signal));
    const before = known.named(name);
    if (!more || !before) return;
    known.keep({ ...before, ...more });
    tell();
  };
  const see = (document: vscode.TextDocument | undefined): void => {
    if (starting || !document || !files.isBpf(document)) return;
    starting = start();
    starting.then(tell, (error: unknown) => log.error(`The language server did not start: ${String(error)}`));
  };

  scope.add(files.onActiveChange.on(see));
  scope.add(vscode.workspace.onDidOpenTextDocument(see));
  scope.add(targets.onChange.on(tell));
  scope.add(
    runs.news.on((news) => {
      if (news.type !== 'event' || news.event.type !== 'target') return;
      const { name, kernelRelease, machine } = news.event;
      const before = known.named(name);
      // What was fetched from another kernel is no more true.
      known.keep({
        ...(before?.kernelRelease === kernelRelease ? before : {}),
        name,
        kernelRelease,
        machine,
      });
      tell();
      learn(name).catch((error: unknown) => log.debug(`what the target's kernel is: ${String(error)}`));
    }),
  );
}
