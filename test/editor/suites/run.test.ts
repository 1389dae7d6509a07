import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RunEvent } from '#protocol/run';
import { eventOf, eventually, execute, followRuns, openFixture, isInKernel, tidyUp } from '../workbench';

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
      await isInKernel(attached.programId);
      return runs.events.find((event) => event.type === 'trace' && event.text.includes('fork seen'));
    });
    assert.ok(line);
    assert.ok((await titles(document)).includes('■ Stop'));
    assert.ok(
      (await titles(document)).some((title) => title.startsWith('attached · sched/sched_process_fork')),
    );
    assert.ok(await isInKernel(attached.programId));

    await execute('ebpf.stop', document.uri);
    assert.equal(outcome(runs.events), 'finished');
    assert.ok(!(await isInKernel(attached.programId)));
    assert.ok(!(await titles(document)).includes('■ Stop'));
  });

  it('starts anew when it is run again, when nothing of the former run is left', async () => {
    const document = await openFixture('tutorials/fork.bpf.c');
    await execute('ebpf.runLocal');
    const former = await eventOf(runs.events, 'attached', 60_000);
    runs.events.length = 0;
    await execute('ebpf.runLocal');
    const end = await eventually('the end of the former run', () =>
      runs.events.find((event) => event.type === 'stopped'),
    );
    assert.equal(end.outcome.kind, 'finished');
    const next = await eventually('the next attachment', () =>
      runs.events.find((event) => event.type === 'attached'),
    );
    assert.ok(!(await isInKernel(former.programId)));
    assert.ok(await isInKernel(next.programId));
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
    const { programId } = await eventOf(runs.events, 'attached', 60_000);
    await eventually('a line with the new text', async () => {
      await isInKernel(programId);
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
