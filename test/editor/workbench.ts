/**
 * What the suites inside VS Code share: the extension's own API to follow runs with, and patience that says what it
 * waited for. Files are copies in a folder of their own, so that a test may change them.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { RunEvent } from '#protocol/run';
import type { EbpfWorkbenchApi } from '../../client/src/api';
import type { CommandId } from '../../client/src/contributions';

export const extensionId = 'ebpf-workbench.ebpf-workbench';

export async function api(): Promise<EbpfWorkbenchApi> {
  const extension = vscode.extensions.getExtension<EbpfWorkbenchApi>(extensionId);
  if (!extension) throw new Error(`${extensionId} is not installed`);
  return extension.activate();
}

/** A copy of a file under test/fixtures, open in the editor. */
export async function openFixture(name: string): Promise<vscode.TextDocument> {
  const extension = vscode.extensions.getExtension(extensionId);
  if (!extension) throw new Error(`${extensionId} is not installed`);
  const folder = await mkdtemp(path.join(tmpdir(), 'ebpf editor '));
  const copy = path.join(folder, path.basename(name));
  await copyFile(path.join(extension.extensionPath, 'test', 'fixtures', name), copy);
  folders.push(folder);
  const document = await vscode.workspace.openTextDocument(copy);
  await vscode.window.showTextDocument(document);
  return document;
}

const folders: string[] = [];

/** Closes every editor and forgets the copies. */
export async function tidyUp(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
}

export async function execute(command: CommandId, ...args: unknown[]): Promise<void> {
  await vscode.commands.executeCommand(command, ...args);
}

/** Makes a machine the target of the workspace; undefined takes that back. */
export async function useTarget(name: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('ebpf');
  await settings.update('defaultTarget', name, vscode.ConfigurationTarget.Global);
}

/** Waits until the answer is there; the error says what was missing. */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
  timeout = 30_000,
): Promise<T> {
  const end = Date.now() + timeout;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`not within ${timeout} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Writes down the events of every run from now on. */
export async function followRuns(): Promise<{ events: RunEvent[]; dispose(): void }> {
  const events: RunEvent[] = [];
  const listening = (await api()).onDidRunEvent(({ event }) => events.push(event));
  return {
    events,
    dispose: () => {
      listening.dispose();
    },
  };
}

/** The first event of the type, as soon as there is one. A run that ends first is an error that tells how. */
export async function eventOf<T extends RunEvent['type']>(
  events: readonly RunEvent[],
  type: T,
  timeout?: number,
): Promise<Extract<RunEvent, { type: T }>> {
  const isWanted = (event: RunEvent): event is Extract<RunEvent, { type: T }> => event.type === type;
  return eventually(
    `an event of type ${type} among ${events.map((event) => event.type).join(', ')}`,
    () => {
      const found = events.find(isWanted);
      const end = events.find((event) => event.type === 'stopped');
      if (!found && end) throw new Error(`the run ended first: ${JSON.stringify(end)}`);
      return found;
    },
    timeout,
  );
}

/** Whether this machine's kernel has the program. By id: other runs on the machine have programs of the same name. */
export async function isInKernel(programId: number): Promise<boolean> {
  const { stdout } = await promisify(execFile)('bpftool', ['-j', 'prog', 'list']);
  const list = JSON.parse(stdout) as { id: number }[];
  return list.some(({ id }) => id === programId);
}
