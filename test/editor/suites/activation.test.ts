import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extensionId } from '../workbench';

describe('the extension', () => {
  it('is found', () => {
    assert.ok(vscode.extensions.getExtension(extensionId));
  });

  it('wakes at its command', async () => {
    await vscode.commands.executeCommand('ebpf.showTrace');
    assert.equal(vscode.extensions.getExtension(extensionId)?.isActive, true);
  });
});
