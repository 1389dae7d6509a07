/** Fills the Problems list from the runs: what the compiler says of the source, and what the verifier says. */
import * as vscode from 'vscode';
import type { BuildDiagnostic, RunEvent } from '#protocol/run';
import type { Context } from '../context';
import { ProgramLogs, showProgramLog } from '../logs/programLogs';
import type { Run } from '../runs/run';
import { buildOnSave } from './buildOnSave';
import { buildProblems } from './buildProblems';
import { ProblemList } from './problemList';
import { verifierProblem } from './verifierProblem';

export function activate(context: Context): void {
  const { scope, log } = context;
  const lists = {
    build: scope.add(new ProblemList('ebpf build')),
    verifier: scope.add(new ProblemList('ebpf verifier')),
    logs: scope.add(new ProgramLogs()),
  };
  // Finding places needs documents, which open in their own time: one after the other, or a slow
  // answer about the former build would land on top of the next one.
  let queue: Promise<void> = Promise.resolve();
  const enqueue = (show: () => Promise<void>): void => {
    queue = queue
      .then(show)
      .catch((error: unknown) => log.warn(`problems could not be shown: ${String(error)}`));
  };
  scope.add(
    context.runs.news.on((news) => {
      if (news.type !== 'event' || !concerns(news.event)) return;
      const { run, event } = news;
      enqueue(() => take(lists, run, event));
    }),
  );
  buildOnSave(context, (source, diagnostics) => enqueue(() => replace(lists, source, diagnostics)));
}

interface Lists {
  build: ProblemList;
  verifier: ProblemList;
  logs: ProgramLogs;
}

type Concern = Extract<RunEvent, { type: 'diagnostics' | 'program' }>;

function concerns(event: RunEvent): event is Concern {
  return event.type === 'diagnostics' || (event.type === 'program' && event.program.status === 'rejected');
}

async function take(lists: Lists, run: Run, event: Concern): Promise<void> {
  const { source } = run.request;
  if (event.type === 'diagnostics') {
    await replace(lists, source, event.diagnostics);
    return;
  }
  const { name: program, log = '', detail = '' } = event.program;
  const isFirst = run.summary.programs.keys().next().value === program;
  const uri = lists.logs.keep(source, program, log);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(source));
  lists.verifier.add(source, source, verifierProblem(document, { program, log, detail }, uri));
  // One log opens by itself; those of further programs are a click away at their problems.
  if (isFirst) await showProgramLog(uri);
}

async function replace(lists: Lists, source: string, diagnostics: readonly BuildDiagnostic[]): Promise<void> {
  // A new build is a new object: the verifier has not seen it yet.
  lists.verifier.clear(source);
  lists.build.replace(source, await buildProblems(source, diagnostics));
}
