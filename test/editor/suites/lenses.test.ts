import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, openFixture, tidyUp } from '../workbench';

/** Line and title of each lens, from the line's own text: "SEC line: ▶ Run". */
async function check(fixture: string, expected: string[]): Promise<void> {
  const document = await openFixture(fixture);
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    100,
  );
  const ours = lenses.filter(({ command }) => command?.command.startsWith('ebpf.'));
  const shown = ours.map(({ range, command }) => {
    const line = document.lineAt(range.start.line).text.trim();
    return `${line}: ${command?.title ?? ''}`;
  });
  assert.deepEqual(shown, expected);
}

describe('lenses', () => {
  before(api);
  afterEach(tidyUp);

  it('stand over the program of a BPF file', async () => {
    await check('tutorials/fork.bpf.c', ['SEC("tracepoint/sched/sched_process_fork"): ▶ Run']);
  });

  it('stand over each program of several, and the first offers them all', async () => {
    await check('editor/two.bpf.c', [
      'SEC("tracepoint/sched/sched_process_fork"): ▶ Run',
      'SEC("tracepoint/sched/sched_process_fork"): ▶ Run all 2 programs',
      'SEC("tracepoint/sched/sched_process_exit"): ▶ Run',
    ]);
  });

  it('are there for a BPF file with a plain name', async () => {
    await check('editor/by_content.c', ['SEC("tracepoint/sched/sched_process_fork"): ▶ Run']);
  });

  it('are not there for plain C', async () => {
    await check('editor/plain.c', []);
  });
});
