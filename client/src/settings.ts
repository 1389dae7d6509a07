/** Reads a setting by its typed name. A value of the wrong kind, typed by hand into settings.json, counts as absent. */
import * as vscode from 'vscode';
import { defaults, type SettingId, type Settings } from './contributions';

export function setting<S extends SettingId>(id: S, scope?: vscode.Uri): Settings[S] {
  const value: unknown = vscode.workspace.getConfiguration(undefined, scope ?? null).get(id);
  const standard = defaults[id];
  if (Array.isArray(standard) ? !Array.isArray(value) : typeof value !== typeof standard) return standard;
  return value as Settings[S];
}

/** Calls the listener when one of these settings may have changed. */
export function onSettingChange(ids: readonly SettingId[], listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (ids.some((id) => change.affectsConfiguration(id))) listener();
  });
}
