/** Writes what a panel of records shows to a file of the user's choice, piece by piece, with progress and cancel. */
import * as vscode from 'vscode';
import type { ExportFormat } from '#bpf/table/exportFormats';
import { openSink } from '../files/openSink';
import type { RecordView } from './recordView';

/** Asks where to; the name's ending decides the format. Says what was written, unless cancelled. */
export async function exportRecords(view: RecordView, title: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${title.replace(/[^\w.-]+/g, '_')}.csv`;
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export {0}', title),
    filters: { CSV: ['csv'], JSON: ['json'], [vscode.l10n.t('Text')]: ['txt'] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
  });
  if (!uri) return;
  const done = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Exporting {0}', title),
      cancellable: true,
    },
    async (progress, token) => write(view, uri, progress, token),
  );
  if (!done) return;
  const show = vscode.l10n.t('Open File');
  const told = vscode.l10n.t('{0} exported to {1}', title, vscode.workspace.asRelativePath(uri));
  if ((await vscode.window.showInformationMessage(told, show)) === show) {
    await vscode.commands.executeCommand('vscode.open', uri);
  }
}

function formatOf(path: string): ExportFormat {
  const end = path.toLowerCase().split('.').at(-1);
  return end === 'json' || end === 'csv' ? end : 'text';
}

/** True when the file is complete. A cancelled one is removed: half a table looks like a whole one. */
async function write(
  view: RecordView,
  uri: vscode.Uri,
  progress: vscode.Progress<{ increment: number }>,
  token: vscode.CancellationToken,
): Promise<boolean> {
  // What is filtered and sorted is written as it is shown.
  while (!view.advance(() => false)) if (token.isCancellationRequested) return false;
  const sink = await openSink(uri);
  let done = 0;
  for (const piece of view.export(formatOf(uri.path))) {
    if (token.isCancellationRequested) break;
    await sink.write(piece.text);
    progress.report({ increment: (piece.done - done) * 100 });
    done = piece.done;
  }
  await sink.close(token.isCancellationRequested);
  return !token.isCancellationRequested;
}
