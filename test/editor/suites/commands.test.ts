import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../../client/src/contributions';
import { api, execute, followRuns, openFixture, tidyUp } from '../workbench';

describe('commands', () => {
  afterEach(tidyUp);

  it('are all there once the extension is awake', async () => {
    await api();
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      Object.keys(commands).filter((command) => !registered.has(command)),
      [],
    );
  });

  it('start nothing for a plain C file', async () => {
    await openFixture('editor/plain.c');
    const runs = await followRuns();
    // The answer is a message that waits for the user, so the command itself is not waited for.
    void execute('ebpf.runOnRemote');
    await new Promise((resolve) => setTimeout(resolve, 500));
    runs.dispose();
    assert.deepEqual(runs.events, []);
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});
