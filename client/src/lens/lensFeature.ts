/** Code lenses over the programs of a BPF C file: run, stop, and how each program stands in the kernel. */
import * as vscode from 'vscode';
import { scanSource } from '#bpf/source/scanSource';
import { targetName } from '#targets/target';
import type { Context } from '../context';
import { displayName } from '../machines/displayName';
import { LensFigures } from '../stats/lensFigures';
import { onSettingChange, setting } from '../settings';
import { lensCommand } from './lensCommand';
import { lensFacts, type RunView } from './programLenses';

const selector: vscode.DocumentSelector = [
  { scheme: 'file', language: 'c' },
  // Some people give these files a language of their own.
  { scheme: 'file', pattern: '**/*.bpf.c' },
];

export function activate(context: Context): void {
  const { scope } = context;
  const changed = scope.add(new vscode.EventEmitter<void>());
  const refresh = (): void => changed.fire();
  const figures = new LensFigures(context);
  scope.add(figures.onChange.on(refresh));
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document) =>
      setting('ebpf.codeLens.enabled', document.uri) && context.files.isBpf(document)
        ? lenses(context, figures, document)
        : [],
  };
  scope.add(vscode.languages.registerCodeLensProvider(selector, provider));
  scope.add(context.attachMemory.onChange.on(refresh));
  scope.add(context.targets.onChange.on(refresh));
  scope.add(onSettingChange(['ebpf.codeLens.enabled'], refresh));
  scope.add(
    context.runs.news.on((news) => {
      // Trace lines change no lens, and come by the thousand.
      if (news.type === 'began' || news.event.type !== 'trace') refresh();
    }),
  );
}

function lenses(context: Context, figures: LensFigures, document: vscode.TextDocument): vscode.CodeLens[] {
  const { programs } = scanSource(document.getText());
  const source = document.uri.fsPath;
  const selected = context.targets.selected;
  const runs = context.runs.of(source);
  return programs.flatMap(({ name, functionRange }, index) => {
    const place = {
      name,
      isFirst: index === 0,
      count: programs.length,
      answer: selected && context.attachMemory.find({ source, program: name, target: targetName(selected) }),
    };
    const views = runs.map<RunView>((run) => ({
      summary: run.summary,
      active: run.active,
      includes: run.request.programs?.includes(name) ?? true,
      target: displayName(run.request.target),
      figures: figures.of(run, name),
    }));
    const { line } = functionRange.start;
    const range = new vscode.Range(line, 0, line, 0);
    return lensFacts(place, views).map(
      (fact) => new vscode.CodeLens(range, lensCommand(fact, document.uri, name)),
    );
  });
}
