import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, execute, followRuns, openFixture, tidyUp, useTarget } from '../workbench';

describe('problems', () => {
  let runs: Awaited<ReturnType<typeof followRuns>>;

  beforeEach(async () => {
    runs = await followRuns();
    await useTarget('local');
  });

  afterEach(async () => {
    runs.dispose();
    await useTarget(undefined);
    await tidyUp();
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  async function end(): Promise<string> {
    const stopped = await eventually(
      'the end of the run',
      () => runs.events.find((event) => event.type === 'stopped'),
      60_000,
    );
    return stopped.outcome.kind;
  }

  it('of the compiler stand where it says, and go with the next build', async () => {
    const document = await openFixture('editor/undeclared.bpf.c');
    await execute('ebpf.runLocal');
    assert.equal(await end(), 'buildFailed');
    const [problem] = await eventually('a problem', () => some(ofBuilds(document.uri)));
    assert.ok(problem);
    assert.equal(document.getText(problem.range), 'nobody_declared_this');
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(problem.source, 'clang');

    const fix = new vscode.WorkspaceEdit();
    fix.replace(document.uri, problem.range, '0');
    await vscode.workspace.applyEdit(fix);
    runs.events.length = 0;
    await execute('ebpf.verify', document.uri);
    assert.equal(await end(), 'finished');
    await eventually('no problem', () => ofBuilds(document.uri).length === 0);
  });

  it('of the compiler come and go on saving, once the target is connected', async () => {
    const document = await openFixture('editor/undeclared.bpf.c');
    await execute('ebpf.verify', document.uri);
    await end();
    const [problem] = await eventually('a problem', () => some(ofBuilds(document.uri)));
    assert.ok(problem);
    const change = async (range: vscode.Range, text: string): Promise<void> => {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, range, text);
      await vscode.workspace.applyEdit(edit);
      await document.save();
    };
    await change(problem.range, '0');
    await eventually('no problem', () => ofBuilds(document.uri).length === 0);
    await change(new vscode.Range(problem.range.start, problem.range.start.translate(0, 1)), 'nor_this');
    await eventually('another problem', () =>
      ofBuilds(document.uri).find(({ message }) => message.includes('nor_this')),
    );
    assert.equal(runs.events.filter(({ type }) => type === 'stopped').length, 1);
  });

  it('of the verifier stand at the line that it looked at, and its log opens', async () => {
    const document = await openFixture('bad/rejected.bpf.c');
    await execute('ebpf.runLocal');
    assert.equal(await end(), 'rejected');
    const [problem] = await eventually('a problem', () => some(ofBuilds(document.uri)));
    assert.ok(problem);
    assert.equal(problem.source, 'BPF verifier');
    assert.match(problem.message, /^no_null_check: .*invalid mem access/);
    assert.equal(document.getText(problem.range), '*value += 1;');
    const log = await eventually('the log in an editor', () =>
      vscode.window.visibleTextEditors.find((editor) => editor.document.uri.scheme === 'ebpf-log'),
    );
    assert.match(log.document.getText(), /processed \d+ insns/);
  });
});

/** Without those of the language server, which has a suite of its own. */
function ofBuilds(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source !== 'eBPF');
}

function some<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}
