/**
 * What other extensions get from `vscode.extensions.getExtension('ebpf-workbench.ebpf-workbench').exports`:
 * they can follow every run, e.g. to collect trace lines or to record which programs were attached.
 * Runs are started by the commands, `ebpf.runOnRemote` with the file's `Uri` for instance.
 */
import * as vscode from 'vscode';
import type { RunEvent } from '#protocol/run';
import type { Context } from './context';

export interface RunEventInfo {
  /** Unique in this window. */
  readonly run: string;
  readonly source: vscode.Uri;
  readonly target: string;
  readonly event: RunEvent;
}

export interface EbpfWorkbenchApi {
  readonly version: 1;
  /** Every event of every run, in order; the last of a run has the type `stopped`. */
  readonly onDidRunEvent: vscode.Event<RunEventInfo>;
}

export function createApi({ scope, runs }: Context): EbpfWorkbenchApi {
  const emitter = scope.add(new vscode.EventEmitter<RunEventInfo>());
  scope.add(
    runs.news.on((news) => {
      if (news.type !== 'event') return;
      const { id: run, request, targetName: target } = news.run;
      emitter.fire({ run, source: vscode.Uri.file(request.source), target, event: news.event });
    }),
  );
  return { version: 1, onDidRunEvent: emitter.event };
}
