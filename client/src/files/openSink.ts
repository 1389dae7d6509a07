/** A file that is written piece by piece, wherever the editor has it. */
import { open, rm } from 'node:fs/promises';
import * as vscode from 'vscode';

export interface Sink {
  write(text: string): Promise<void>;
  /** A cancelled file is removed. */
  close(cancelled: boolean): Promise<void>;
}

/** Files of this machine are written as they come; other file systems of the editor only take a file as a whole. */
export async function openSink(uri: vscode.Uri): Promise<Sink> {
  if (uri.scheme === 'file') {
    const file = await open(uri.fsPath, 'w');
    return {
      write: async (text) => {
        await file.writeFile(text);
      },
      close: async (cancelled) => {
        await file.close();
        if (cancelled) await rm(uri.fsPath, { force: true });
      },
    };
  }
  const pieces: Buffer[] = [];
  return {
    write: (text) => {
      pieces.push(Buffer.from(text));
      return Promise.resolve();
    },
    close: async (cancelled) => {
      if (!cancelled) await vscode.workspace.fs.writeFile(uri, Buffer.concat(pieces));
    },
  };
}
