/** The views "Running" and "Loaded", and the commands on what stands in them. */
import * as vscode from 'vscode';
import { handle } from '../commands/handle';
import { views } from '../contributions';
import type { Context } from '../context';
import { displayName } from '../machines/displayName';
import { detach, removeLeft, resumeLeft, unpin } from './changeLoaded';
import { leaveRunning } from './leaveRunning';
import { LoadedTree } from './loadedTree';
import { revealProgram } from './revealProgram';
import { RunningTree } from './runningTree';

export function activate(context: Context): void {
  const { scope, runs, targets } = context;
  scope.add(
    vscode.window.createTreeView(views.running, {
      treeDataProvider: new RunningTree(context),
      showCollapseAll: true,
    }),
  );
  const loaded = new LoadedTree(context);
  const view = scope.add(
    vscode.window.createTreeView(views.loaded, { treeDataProvider: loaded, showCollapseAll: true }),
  );
  const look = async (): Promise<void> => {
    if (!view.visible) return;
    await vscode.window.withProgress({ location: { viewId: views.loaded } }, async () => loaded.refresh());
    view.description = loaded.target === undefined ? '' : displayName(loaded.target);
    // An empty message is one, to the editor; only undefined brings the tree back.
    if (loaded.message === undefined) delete view.message;
    else view.message = loaded.message;
  };
  scope.add(view.onDidChangeVisibility(look));
  scope.add(targets.onChange.on(() => void look()));
  scope.add(
    runs.news.on((news) => {
      if (news.type !== 'event' || news.event.type !== 'state') return;
      if (news.event.state === 'streaming' || news.event.state === 'stopped') void look();
    }),
  );

  handle(context, 'ebpf.refreshLoaded', look);
  handle(context, 'ebpf.revealProgram', async (_, args) => revealProgram(args));
  handle(context, 'ebpf.leaveRunning', async ({ session }) => leaveRunning(session));
  const change = async (work: Promise<boolean>): Promise<void> => {
    if (await work) await look();
  };
  handle(context, 'ebpf.detach', async (_, [node]) => change(detach(context, loaded, node)));
  handle(context, 'ebpf.unpin', async (_, [node]) => change(unpin(context, loaded, node)));
  handle(context, 'ebpf.removeLeft', async (_, [node]) => change(removeLeft(context, loaded, node)));
  handle(context, 'ebpf.resumeLeft', (_, [node]) => resumeLeft(context, loaded, node));
}
