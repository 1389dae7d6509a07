/** The status bar item: the selected target and how the run goes. A click opens what can be done. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Context } from '../context';
import { displayName } from '../machines/displayName';
import type { Run } from '../runs/run';
import type { CommandId } from '../contributions';
import { stateText } from './stateText';

export function activate(context: Context): void {
  const { scope } = context;
  const item = scope.add(
    vscode.window.createStatusBarItem('ebpf.status', vscode.StatusBarAlignment.Left, 40),
  );
  item.name = vscode.l10n.t('eBPF target');
  const command: CommandId = 'ebpf.showActions';
  item.command = command;
  const refresh = (): void => show(context, item);
  scope.add(context.targets.onChange.on(refresh));
  scope.add(context.files.onActiveChange.on(refresh));
  scope.add(
    context.runs.news.on((news) => {
      if (news.type === 'began' || ['state', 'attached', 'notAttached', 'stopped'].includes(news.event.type))
        refresh();
    }),
  );
  refresh();
}

function show(context: Context, item: vscode.StatusBarItem): void {
  const run = shownRun(context);
  const target = run?.request.target ?? context.targets.selected;
  const name = target ? displayName(target) : vscode.l10n.t('no eBPF target');
  const state = run && stateText(run.summary);
  item.text = `$(${icon(run)}) ${[name, state].filter((part) => part !== undefined).join(' · ')}`;
  const file = run && path.basename(run.request.source);
  item.tooltip = [vscode.l10n.t('eBPF target: {0}', name), ...(file ? [`${file}: ${state ?? ''}`] : [])].join(
    '\n',
  );
  const label = file
    ? vscode.l10n.t('eBPF: {0} on {1}, {2}', file, name, state ?? '')
    : vscode.l10n.t('eBPF target: {0}', name);
  item.accessibilityInformation = { label, role: 'button' };
  // Nothing of ours is on screen while the user does something else.
  if (context.files.active || context.runs.active.length > 0) item.show();
  else item.hide();
}

/** The active file's run, else the newest that is going on. */
function shownRun({ runs, files }: Context): Run | undefined {
  const source = files.active?.uri.fsPath;
  const here = source === undefined ? [] : runs.of(source);
  return here.findLast(({ active }) => active) ?? runs.active.at(-1) ?? here.at(-1);
}

function icon(run: Run | undefined): string {
  if (!run) return 'vm';
  if (run.active) return run.summary.state === 'streaming' ? 'vm-running' : 'loading~spin';
  const kind = run.summary.outcome?.kind;
  return kind === 'finished' || kind === 'cancelled' ? 'vm' : 'error';
}
