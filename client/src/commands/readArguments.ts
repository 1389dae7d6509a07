/**
 * Reads what a command was called with. The palette and keys give nothing, an editor's title menu its file and a
 * menu context, a code lens the file and a program's name: whatever is not understood counts as not given.
 */
import * as vscode from 'vscode';

export interface CommandArguments {
  uri?: vscode.Uri;
  /** C function name. */
  program?: string;
}

export function readArguments([uri, program]: readonly unknown[]): CommandArguments {
  return {
    ...(uri instanceof vscode.Uri ? { uri } : {}),
    ...(typeof program === 'string' ? { program } : {}),
  };
}
