/**
 * Compiles a BPF file when it is saved, on the selected target if a connection is there already: the compiler's
 * problems appear without a run, and the run that follows finds its object ready. It says nothing else; what keeps a
 * build from its end is told by the run.
 */
import * as vscode from 'vscode';
import type { BuildDiagnostic } from '#protocol/run';
import type { Context } from '../context';
import { buildSettings } from '../runs/buildSettings';
import { setting } from '../settings';

export function buildOnSave(
  context: Context,
  show: (source: string, diagnostics: readonly BuildDiagnostic[]) => void,
): void {
  const { scope, log } = context;
  const running = new Map<string, AbortController>();
  scope.add({ dispose: () => running.forEach((build) => build.abort()) });
  scope.add(
    vscode.workspace.onDidSaveTextDocument((document) => {
      build(document).catch((error: unknown) => log.debug(`build on save: ${String(error)}`));
    }),
  );

  async function build(document: vscode.TextDocument): Promise<void> {
    const target = context.targets.selected;
    const inUse = context.engineInUse();
    if (!target || !inUse || !vscode.workspace.isTrusted || !context.files.isBpf(document)) return;
    if (!setting('ebpf.build.onSave', document.uri)) return;
    const source = document.uri.fsPath;
    // What was saved before is of no interest any more.
    running.get(source)?.abort();
    const abort = new AbortController();
    running.set(source, abort);
    try {
      const engine = await inUse;
      const request = { target, source, build: buildSettings(document.uri) };
      const result = await engine.buildAhead(request, abort.signal);
      // A run tells the same, and then what the verifier says; this must not come after it.
      const runs = context.runs.of(source).some((run) => run.active);
      if (result && !abort.signal.aborted && !runs) show(source, result.diagnostics);
    } finally {
      if (running.get(source) === abort) running.delete(source);
    }
  }
}
