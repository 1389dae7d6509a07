import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, openFixture, tidyUp, useTarget } from '../workbench';

/** The language server in a real editor: what it says of a file, and the fix that mends it. */
describe('the language server', () => {
  afterEach(async () => {
    await useTarget(undefined);
    await tidyUp();
  });

  const ours = (uri: vscode.Uri): vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'eBPF');

  it('checks a BPF file, and mends what it finds', async () => {
    const document = await openFixture('editor/language.bpf.c');
    const problems = await eventually(
      'two problems',
      () => (ours(document.uri).length === 2 ? ours(document.uri) : undefined),
      30_000,
    );
    assert.deepEqual(
      problems.map(({ range }) => document.getText(range)),
      ['"xpd"', '*value'],
    );
    const [section] = problems;
    assert.ok(section);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      section.range,
    );
    const fix = actions.find(({ title }) => title.includes('SEC("xdp")'));
    assert.ok(fix?.edit);
    await vscode.workspace.applyEdit(fix.edit);
    await eventually('one problem', () => ours(document.uri).length === 1);
  });

  it('completes, explains and outlines', async () => {
    const document = await openFixture('editor/language.bpf.c');
    await eventually('problems', () => ours(document.uri).length > 0, 30_000);
    const text = document.getText();
    const at = (words: string): vscode.Position => document.positionAt(text.indexOf(words) + words.length);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      at('bpf_map_lookup'),
    );
    const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(labels.includes('bpf_map_lookup_elem'));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      at('bpf_map_lookup'),
    );
    const said = hovers
      .flatMap(({ contents }) => contents)
      .map((one) => (one instanceof vscode.MarkdownString ? one.value : ''));
    assert.match(said.join('\n'), /Compare the result with NULL/);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    assert.ok(symbols.some(({ name, detail }) => name === 'seen' && detail.startsWith('hash')));
  });

  it('completes from the kernel of the selected target, which is this machine', async () => {
    await useTarget('local');
    const document = await openFixture('editor/language.bpf.c');
    const edit = new vscode.WorkspaceEdit();
    const section = document.getText().indexOf('"xpd"') + 1;
    const range = new vscode.Range(document.positionAt(section), document.positionAt(section + 3));
    edit.replace(document.uri, range, 'fentry/vfs_rea');
    await vscode.workspace.applyEdit(edit);
    await eventually('vfs_read', async () => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        document.positionAt(section + 'fentry/vfs_rea'.length),
      );
      return items.some(({ label }) => label === 'vfs_read');
    });
  });

  it('says nothing of plain C', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'c', content: 'double a = 1.5;\n' });
    await vscode.window.showTextDocument(document);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual(ours(document.uri), []);
  });
});
