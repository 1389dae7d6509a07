/** How the user wants a file to be built. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { BuildSettings } from '#targets/run/ports';
import { setting } from '../settings';

export function buildSettings(uri: vscode.Uri): BuildSettings {
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? path.dirname(uri.fsPath);
  return {
    place: setting('ebpf.build.place', uri),
    clang: setting('ebpf.build.clang', uri) || 'clang',
    flags: strings(setting('ebpf.build.flags', uri)),
    includeDirectories: includeDirectories(folder, uri),
  };
}

/** Absolute. Relative ones count from the workspace folder, as in the compiler settings of other extensions. */
export function includeDirectories(folder: string, scope?: vscode.Uri): string[] {
  return strings(setting('ebpf.build.includeDirectories', scope)).map((directory) =>
    path.resolve(folder, directory.replaceAll('${workspaceFolder}', folder)),
  );
}

function strings(values: readonly unknown[]): string[] {
  return values.filter((value) => typeof value === 'string');
}
