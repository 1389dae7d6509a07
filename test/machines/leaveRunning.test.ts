/** Programs that a person leaves running: they go on without an agent, are taken back, removed, and leave nothing. */
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { onMachine } from './benchMachines';
import { eventsOf, finallyThere, fixture, on, stillThere, type OwnIds } from './cliRun';
import { ebpf, startEbpf } from './ebpf';
import { calls, Runner } from './runner';

const { here } = inject('machines');
const source = fixture('live/calls.bpf.c');
const wanted = 1000401;
const globals = { wanted: String(wanted) };
const name = `ebw-test.${process.pid}`;
const path = `/sys/fs/bpf/ebpf-workbench/${name.replaceAll('.', '%2e')}`;

let runner: Runner;
/** What the run that is left holds in the kernel. */
let own: OwnIds;
beforeEach(() => {
  runner = new Runner();
});
afterEach(async () => {
  const agent = await runner.agent('here');
  await agent.request('left/remove', { name });
  await runner.dispose();
  expect(await finallyThere(() => stillThere(here, own))).toEqual([]);
  expect(await onMachine(here, `ls -d ${path} 2>/dev/null || true`)).toBe('');
});

/** `seen` of the program's data, by its own count. */
async function seen(): Promise<number> {
  const { stdout } = await ebpf(['left', name, '--json', ...on('here')]);
  const { programs, maps, links } = JSON.parse(stdout) as Record<'programs' | 'maps' | 'links', number[]>;
  own = { prog: programs, map: maps, link: links };
  expect((await stillThere(here, own)).length).toBeGreaterThan(3);
  for (const map of maps) {
    const dumped = await ebpf(['maps', String(map), ...on('here')]);
    const found = /^seen = (\d+)$/m.exec(dumped.stdout)?.[1];
    if (found !== undefined) return Number(found);
  }
  throw new Error('no map has the variable');
}

it('goes on after the run and its agent, is taken back with its trace lines, and ends with that run', async () => {
  const run = runner.run('here', source, { globals });
  await run.until('state', ({ state }) => state === 'streaming');
  expect(await run.session.leave(name)).toMatchObject({ done: true, path });
  expect(await run.until('left')).toMatchObject({ name, path });
  expect(await run.outcome).toEqual({ kind: 'finished' });
  await runner.dispose();

  await onMachine(here, calls(wanted, 5));
  expect(await seen()).toBe(5);

  runner = new Runner();
  const again = runner.run('here', name, { resume: name });
  await again.until('state', ({ state }) => state === 'streaming');
  expect(await again.until('attached')).toMatchObject({ program: 'ebw_call', kind: 'tracepoint' });
  const traced = again.until('trace', ({ text }) => text.includes('counted 106'));
  await onMachine(here, calls(wanted));
  await traced;
  await again.session.stop();
  expect(await again.outcome).toEqual({ kind: 'finished' });
  expect(await finallyThere(() => stillThere(here, own))).toEqual([]);
});

it('a name that is taken, or none, is refused, and the run goes on', async () => {
  const first = runner.run('here', source, { globals });
  await first.until('state', ({ state }) => state === 'streaming');
  await first.session.leave(name);
  expect(await seen()).toBe(0);
  const second = runner.run('here', source, { globals });
  await second.until('state', ({ state }) => state === 'streaming');
  expect(await second.session.leave(name)).toMatchObject({ done: false, errno: 'EEXIST' });
  for (const wrong of ['', '..', 'a/b', 'x'.repeat(300)])
    expect(await second.session.leave(wrong)).toMatchObject({ done: false });
  const traced = second.until('trace');
  await onMachine(here, calls(wanted));
  await traced;
  await second.session.stop();
  await expect(second.session.leave('too-late')).rejects.toMatchObject({ code: 'agentFailed' });
  const nobody = runner.run('here', 'x', { resume: 'ebw-nobody' });
  expect(await nobody.outcome).toMatchObject({ kind: 'error', code: 'agentFailed' });
});

describe('on the command line', () => {
  const args = ['run', source, ...on('here'), '--global', `wanted=${wanted}`, '--leave', name];

  it('--leave, left, resume and left --remove', async () => {
    const left = await ebpf(args);
    expect(left.stderr).toContain(`Left running as ${name}, pinned at ${path}`);
    expect(left.code).toBe(0);
    await onMachine(here, calls(wanted, 2));
    expect(await seen()).toBe(2);

    const list = await ebpf(['left', ...on('here')]);
    expect(list.stdout).toMatch(
      new RegExp(`^${name} +\\d{4}-\\S+Z +ebw_call +\\S*sys_enter_getpgid +${path}$`, 'm'),
    );

    const taken = await ebpf(args);
    expect(taken.stderr).toContain('The run was not left running: ');
    expect(taken.stderr).toContain(name);
    expect(taken.code).toBe(3);

    const removed = await ebpf(['left', name, '--remove', ...on('here')]);
    expect(removed).toMatchObject({ code: 0, stdout: '' });
    expect(await finallyThere(() => stillThere(here, own))).toEqual([]);
    const none = await ebpf(['left', name, '--remove', ...on('here')]);
    expect(none.stderr).toContain(`under the name ${name}`);
    expect(none.code).toBe(2);
  });

  it('resume takes it back until Ctrl-C, with its events', async () => {
    expect((await ebpf([...args, '--duration', '300ms'])).code).toBe(0);
    expect(await seen()).toBe(0);
    const run = startEbpf(['resume', name, ...on('here'), '--events', '--json']);
    await run.says(/"state":"streaming"/);
    const record = run.says(/"type":"event","map":"ebw_ring".*"number":101\b/);
    await onMachine(here, calls(wanted));
    await record;
    run.signal('SIGINT');
    const spoken = await run.ended;
    expect(eventsOf(spoken).find(({ type }) => type === 'attached')).toMatchObject({
      program: 'ebw_call',
      link: { kind: 'tracepoint' },
    });
    expect(spoken.code).toBe(130);
    expect(await finallyThere(() => stillThere(here, own))).toEqual([]);
  });
});
