/** Turns "run this file" into a request with the user's settings, after saving what the compiler would not see. */
import * as vscode from 'vscode';
import type { RunRequest } from '#targets/run/ports';
import type { Target } from '#targets/target';
import type { Context } from '../context';
import { setting } from '../settings';
import { buildSettings } from './buildSettings';
import type { Run } from './run';

export interface Order {
  document: vscode.TextDocument;
  /** Only this program; all of the file when absent. */
  program?: string;
  target: Target;
  goal: RunRequest['goal'];
}

/** Undefined when a file that the run needs could not be saved; the editor has told the user why. */
export async function startRun(context: Context, order: Order): Promise<Run | undefined> {
  const { document, program, target, goal } = order;
  if (!(await save(document))) return undefined;
  return context.runs.start({
    target,
    source: document.uri.fsPath,
    ...(program === undefined ? {} : { programs: [program] }),
    goal,
    globals: context.globalsMemory.of(document.uri.fsPath),
    build: buildSettings(document.uri),
  });
}

async function save(document: vscode.TextDocument): Promise<boolean> {
  const wish = setting('ebpf.run.saveBeforeRun', document.uri);
  if (wish === 'never') return true;
  const others = wish === 'all' ? vscode.workspace.textDocuments.filter(mayBeIncluded) : [];
  const unsaved = [...new Set([document, ...others])].filter(({ isDirty }) => isDirty);
  const saved = await Promise.all(unsaved.map(async (each) => each.save()));
  return saved.every((good) => good);
}

function mayBeIncluded({ uri, fileName }: vscode.TextDocument): boolean {
  return uri.scheme === 'file' && /\.[ch]$/.test(fileName);
}
