/** The templates that are about maps, and print nothing, fill them with what their readmes say. */
import * as path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { templatesRoot } from '../pure/templateFiles';
import { kernelHoldings, newSince } from './benchKernel';
import { onMachine } from './benchMachines';
import { nothing, on, settled } from './cliRun';
import { ebpf, startEbpf } from './ebpf';

const { vm, here } = inject('machines');

interface Entry<Key, Value> {
  key: Key;
  value: Value;
}

describe.each([
  { name: 'this machine', target: 'local', machine: here },
  { name: 'the 6.1 VM over ssh', target: 'vm61', machine: vm },
])('on $name', ({ target, machine }) => {
  /** The entries that the map has after the stimulus, while the template runs. */
  async function entriesOf<Key, Value>(
    template: string,
    map: string,
    stimulus: string,
    ...more: string[]
  ): Promise<Entry<Key, Value>[]> {
    const before = await kernelHoldings(machine);
    const source = path.join(templatesRoot, template, `${template}.bpf.c`);
    const run = startEbpf(['run', source, ...on(target), '--build', 'here', '--json', ...more]);
    const said = await run.says(/"state":"streaming"/);
    const id = new RegExp(`"name":"${map}","id":(\\d+)`).exec(said)?.[1] ?? map;
    await onMachine(machine, stimulus);
    const { stdout, stderr } = await ebpf(['maps', id, ...on(target), '--json']);
    run.signal('SIGINT');
    await run.ended;
    expect(stderr).toBe('');
    expect(newSince(before, await settled(machine, before))).toEqual(nothing);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Entry<Key, Value>);
  }

  it('histogram counts waits in buckets of microseconds', async () => {
    const entries = await entriesOf<number, number>(
      'histogram',
      'wait_us',
      'for i in 1 2 3 4 5; do sleep 0.02; done',
    );
    expect(entries.map(({ key }) => key)).toEqual(Array.from({ length: 26 }, (_, bucket) => bucket));
    // Each of the sleeping processes was woken up and ran.
    expect(entries.reduce((sum, { value }) => sum + value, 0)).toBeGreaterThan(5);
    // Nobody waited for half a minute.
    expect(entries.at(-1)).toEqual({ key: 25, value: 0 });
  });

  it('histogram counts one thread alone when it is told so', async () => {
    const none = ['--global', 'only_thread=4294967295'];
    const entries = await entriesOf<number, number>('histogram', 'wait_us', 'sleep 0.1', ...none);
    expect(entries.reduce((sum, { value }) => sum + value, 0)).toBe(0);
  });

  it('counter-map counts the system calls of a process, and when it made the last', async () => {
    type Process = { pid: number; comm: string };
    type Calls = { count: number; last_time: number };
    const stimulus = "perl -e '$0 = q(ebw_counted); getppid() for 1..1000; sleep 1'";
    const entries = await entriesOf<Process, Calls>('counter-map', 'calls_of', stimulus);
    const counted = entries.filter(({ key }) => key.comm === 'ebw_counted');
    expect(counted).toHaveLength(1);
    expect(counted[0]?.value.count).toBeGreaterThan(1000);
    expect(counted[0]?.value.count).toBeLessThan(1500);
    expect(counted[0]?.value.last_time).toBeGreaterThan(0);
  });
});
