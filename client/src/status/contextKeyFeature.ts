/** Keeps the context keys that say what goes on; menus, key bindings and our view depend on them. */
import * as vscode from 'vscode';
import type { Context } from '../context';
import { contextKeys } from '../contributions';

export function activate(context: Context): void {
  const { scope, files, runs } = context;
  set(contextKeys.isActive, true);
  const refresh = (): void => {
    const source = files.active?.uri.fsPath;
    set(contextKeys.hasRuns, runs.active.length > 0);
    set(contextKeys.isRunning, source !== undefined && runs.of(source).some(({ active }) => active));
  };
  scope.add(files.onActiveChange.on(refresh));
  scope.add(
    runs.news.on((news) => {
      if (news.type === 'began' || news.event.type === 'stopped') refresh();
    }),
  );
}

function set(key: string, value: boolean): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
