/** What an iterator program wrote, as a document of its own beside the code. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Context } from '../context';
import type { Run } from './run';

export const outputScheme = 'ebpf-output';

export function activate({ scope, runs }: Context): void {
  const texts = new Map<string, string>();
  const changed = scope.add(new vscode.EventEmitter<vscode.Uri>());
  scope.add(
    vscode.workspace.registerTextDocumentContentProvider(outputScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
    }),
  );
  // A document that nobody has open any more need not be kept.
  scope.add(
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === outputScheme) texts.delete(uri.path);
    }),
  );
  scope.add(
    runs.news.on((news) => {
      if (news.type !== 'event' || news.event.type !== 'output') return;
      const { program, text, truncated } = news.event;
      const uri = outputUri(news.run, program);
      const end = truncated ? `\n${vscode.l10n.t('… and more than is shown here.')}\n` : '';
      texts.set(uri.path, text + end);
      changed.fire(uri);
      void vscode.window.showTextDocument(uri, {
        viewColumn: vscode.ViewColumn.Beside,
        preserveFocus: true,
        preview: false,
      });
    }),
  );
}

/** The same for each run of a file on a target: a new run brings its document up to date. */
function outputUri({ request, targetName }: Run, program: string): vscode.Uri {
  const file = path.basename(request.source).replace(/\.bpf\.c$/, '');
  return vscode.Uri.from({ scheme: outputScheme, path: `/${targetName}/${file} · ${program}.txt` });
}
