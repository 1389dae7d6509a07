/** Writes what the trace view shows to a file of the user's choice, piece by piece, with progress and cancel. */
import * as vscode from 'vscode';
import { exportTrace } from '#bpf/trace/traceExport';
import type { TraceFileFormat } from '#protocol/tracePanel';
import { openSink } from '../files/openSink';
import type { TracePanelController } from './tracePanelController';

const extensions: Record<TraceFileFormat, string> = { text: 'txt', csv: 'csv', json: 'json' };

/** Asks where to; without a format, the name's ending decides. Says what was written, unless cancelled. */
export async function exportLines(controller: TracePanelController, format?: TraceFileFormat): Promise<void> {
  const uri = await askWhere(format);
  if (!uri) return;
  const chosen = format ?? formatOf(uri.path);
  const done = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Exporting trace lines'),
      cancellable: true,
    },
    (progress, token) => write(controller, uri, chosen, progress, token),
  );
  if (!done) return;
  const show = vscode.l10n.t('Open File');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Trace lines exported to {0}', vscode.workspace.asRelativePath(uri)),
    show,
  );
  if (answer === show) await vscode.commands.executeCommand('vscode.open', uri);
}

async function askWhere(format: TraceFileFormat | undefined): Promise<vscode.Uri | undefined> {
  const filters: Record<TraceFileFormat, Record<string, string[]>> = {
    text: { [vscode.l10n.t('Text, as in trace_pipe')]: ['txt', 'log'] },
    csv: { CSV: ['csv'] },
    json: { JSON: ['json'] },
  };
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `trace.${extensions[format ?? 'text']}`;
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Trace Lines'),
    filters: format ? filters[format] : { ...filters.text, ...filters.csv, ...filters.json },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
  });
}

function formatOf(path: string): TraceFileFormat {
  const end = path.toLowerCase().split('.').at(-1);
  return end === 'csv' || end === 'json' ? end : 'text';
}

/** True when the file is complete. A cancelled one is removed: half a table looks like a whole one. */
async function write(
  controller: TracePanelController,
  uri: vscode.Uri,
  format: TraceFileFormat,
  progress: vscode.Progress<{ increment: number }>,
  token: vscode.CancellationToken,
): Promise<boolean> {
  const abort = new AbortController();
  const subscription = token.onCancellationRequested(() => {
    abort.abort();
  });
  try {
    const rows = await controller.filteredRows(abort.signal);
    const sink = await openSink(uri);
    let done = 0;
    for (const piece of exportTrace(controller.store, rows, format)) {
      if (abort.signal.aborted) break;
      await sink.write(piece.text);
      progress.report({ increment: (piece.done - done) * 100 });
      done = piece.done;
    }
    await sink.close(abort.signal.aborted);
    return !abort.signal.aborted;
  } finally {
    subscription.dispose();
  }
}
