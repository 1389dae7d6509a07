/**
 * Starts the language server when the first BPF file is seen, and tells it what the runs find out about the target.
 * Nothing of it is loaded before: a window without BPF files pays nothing.
 */
import * as vscode from 'vscode';
import type { TargetKnowledge } from '#protocol/language';
import { targetName } from '#targets/target';
import type { Context } from '../context';
import type { BpfLanguageClient } from './languageClient';

export function activate(context: Context): void {
  const { scope, files, targets, runs, log } = context;
  let starting: Promise<BpfLanguageClient> | undefined;
  const known = new Map<string, TargetKnowledge>();

  const start = async (): Promise<BpfLanguageClient> => {
    const { BpfLanguageClient } = await import('./languageClient');
    const client = new BpfLanguageClient(context);
    await client.start();
    return client;
  };
  const tell = (): void => {
    const selected = targets.selected;
    const knowledge = selected ? (known.get(targetName(selected)) ?? null) : null;
    starting
      ?.then((client) => client.tellTarget(knowledge))
      .catch((error: unknown) => log.debug(`language server: ${String(error)}`));
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
      known.set(name, { name, kernelRelease, machine });
      tell();
    }),
  );
}
