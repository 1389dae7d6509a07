import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RunEvent } from '#protocol/run';
import {
  eventOf,
  eventually,
  execute,
  followRuns,
  openFixture,
  programsInKernel,
  tidyUp,
} from '../workbench';

describe('a run on this machine', () => {
  let runs: Awaited<ReturnType<typeof followRuns>>;

  beforeEach(async () => {
    runs = await followRuns();
  });

  afterEach(async () => {
    await execute('ebpf.stop');
    runs.dispose();
    await tidyUp();
  });

  it('streams the lines of a tracepoint program, and leaves nothing behind', async () => {
    const document = await openFixture('tutorials/fork.bpf.c');
    await execute('ebpf.runLocal');
    const attached = await eventOf(runs.events, 'attached', 60_000);
    assert.equal(attached.target, 'sched/sched_process_fork');
    const line = await eventually('a line of the program', async () => {
      // Asking the kernel forks, so there is something to trace.
      await programsInKernel();
      return runs.events.find((event) => event.type === 'trace' && event.text.includes('fork seen'));
    });
    assert.ok(line);
    assert.ok((await titles(document)).includes('■ Stop'));
    assert.ok(
      (await titles(document)).some((title) => title.startsWith('attached · sched/sched_process_fork')),
    );
    assert.ok((await programsInKernel()).includes('handle_fork'));

    await execute('ebpf.stop', document.uri);
    assert.equal(outcome(runs.events), 'finished');
    assert.ok(!(await programsInKernel()).includes('handle_fork'));
    assert.ok(!(await titles(document)).includes('■ Stop'));
  });

  it('starts anew when it is run again, with one program in the kernel', async () => {
    const document = await openFixture('tutorials/fork.bpf.c');
    await execute('ebpf.runLocal');
    await eventOf(runs.events, 'attached', 60_000);
    await execute('ebpf.runLocal');
    await eventually(
      'two attachments',
      () => runs.events.filter(({ type }) => type === 'attached').length === 2,
    );
    const names = (await programsInKernel()).filter((name) => name === 'handle_fork');
    assert.equal(names.length, 1);
    await execute('ebpf.stop', document.uri);
  });

  it('saves the file first, so that what is seen is what runs', async () => {
    const document = await openFixture('tutorials/fork.bpf.c');
    const edit = new vscode.WorkspaceEdit();
    const at = document.positionAt(document.getText().indexOf('fork seen'));
    edit.insert(document.uri, at, 'a new ');
    await vscode.workspace.applyEdit(edit);
    await execute('ebpf.runLocal');
    assert.equal(document.isDirty, false);
    await eventOf(runs.events, 'attached', 60_000);
    await eventually('a line with the new text', async () => {
      await programsInKernel();
      return runs.events.some((event) => event.type === 'trace' && event.text.includes('a new fork seen'));
    });
  });
});

function outcome(events: readonly RunEvent[]): string | undefined {
  return events.find((event) => event.type === 'stopped')?.outcome.kind;
}

async function titles(document: vscode.TextDocument): Promise<string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    100,
  );
  return lenses.map(({ command }) => command?.title ?? '');
}
