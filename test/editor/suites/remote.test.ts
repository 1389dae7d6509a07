import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { kernelHoldings, newSince } from '../../machines/benchKernel';
import { machinesFromEnvironment, onMachine } from '../../machines/benchMachines';
import { eventOf, eventually, execute, followRuns, openFixture, tidyUp, useTarget } from '../workbench';

/** The main job: from the file in the editor to a real kernel over SSH, and back. */
describe('a run on another machine over SSH', () => {
  const { vm } = machinesFromEnvironment();
  const nothing = { programs: [], maps: [], links: [], traceInstances: [] };
  let runs: Awaited<ReturnType<typeof followRuns>>;

  beforeEach(async () => {
    runs = await followRuns();
    await useTarget('vm61');
  });

  afterEach(async () => {
    runs.dispose();
    await useTarget(undefined);
    await tidyUp();
  });

  it('streams the lines of a kprobe, and leaves nothing in the kernel', async function () {
    this.timeout(180_000);
    const before = await kernelHoldings(vm);
    const document = await openFixture('tutorials/kprobe_write.bpf.c');
    await execute('ebpf.runOnRemote');
    const attached = await eventOf(runs.events, 'attached', 120_000);
    assert.equal(attached.target, '__x64_sys_write');
    await onMachine(vm, 'echo something to write');
    await eventually('a line of the program', () =>
      runs.events.some((event) => event.type === 'trace' && event.text.includes('write called by')),
    );
    assert.notDeepEqual(newSince(before, await kernelHoldings(vm)), nothing);

    await execute('ebpf.stop', document.uri);
    assert.equal(runs.events.at(-1)?.type, 'stopped');
    assert.deepEqual(newSince(before, await kernelHoldings(vm)), nothing);
  });

  it('is refused by name when there is no such machine', async function () {
    this.timeout(60_000);
    await useTarget('root@no-such-machine.invalid');
    await openFixture('tutorials/fork.bpf.c');
    await execute('ebpf.runOnRemote');
    const end = await eventOf(runs.events, 'stopped', 30_000);
    assert.equal(end.outcome.kind, 'error');
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});
