import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extensionId, openFixture, tidyUp } from '../workbench';

describe('the extension', () => {
  it('is found', () => {
    assert.ok(vscode.extensions.getExtension(extensionId));
  });

  // The first of all suites, in a workspace without BPF files: nothing has woken it yet.
  it('sleeps while a plain C file is open', async () => {
    await openFixture('editor/plain.c');
    await new Promise((resolve) => setTimeout(resolve, 2000));
    assert.equal(vscode.extensions.getExtension(extensionId)?.isActive, false);
    await tidyUp();
  });

  it('wakes at its command', async () => {
    await vscode.commands.executeCommand('ebpf.showTrace');
    assert.equal(vscode.extensions.getExtension(extensionId)?.isActive, true);
  });
});
