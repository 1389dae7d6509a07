/** Global variables get their values, and what sections leave open its targets, from the command line. */
import { describe, expect, inject, it } from 'vitest';
import { onMachine } from './benchMachines';
import { eventsOf, fixture, nothing, on, runUntilTraced } from './cliRun';
import { ebpf } from './ebpf';
import { calls, Runner } from './runner';

const { here } = inject('machines');
const source = fixture('live/calls.bpf.c');
const open = fixture('live/open.bpf.c');

describe('--global', () => {
  it.each([
    { value: 'nowhere=1', says: /no global variable nowhere\. It has: wanted, small, counted, seen, hint$/m },
    { value: 'small=many', says: /small: "many" is no number/ },
    { value: 'small=300', says: /small: 300 does not fit: it must be from -128 to 127/ },
    { value: 'hint={1}', says: /hint: / },
    { value: 'small', says: /--global takes NAME=VALUE, not "small"/ },
  ])('$value is refused with 2', async ({ value, says }) => {
    const { code, stderr } = await ebpf(['run', source, '--global', value]);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/Loaded/);
    expect(code).toBe(2);
  });

  it('reaches const volatile and .data before the first run of the program', async () => {
    const wanted = 1000101;
    const globals = [`wanted=${wanted}`, 'small=-0x5', 'counted=4_711'].flatMap((one) => ['--global', one]);
    const args = [source, ...on('here'), ...globals];
    const { spoken, left } = await runUntilTraced(args, here, calls(wanted), /small -5 counted 4712/);
    expect(spoken.code).toBe(130);
    expect(left).toEqual(nothing);
  });
});

// Not over SSH: loopback would carry the connection, which asks for a guard.
describe('--attach', () => {
  const only = (program: string, target: string): string[] => [
    open,
    ...on('local'),
    '--program',
    program,
    '--attach',
    `${program}=${target}`,
  ];
  it.each([
    {
      program: 'ebw_tc',
      target: 'lo,direction=egress,priority=77',
      link: { kind: 'tc', target: 'lo egress' },
      stimulus: 'busybox ping -c 1 -W 1 127.0.0.1',
      says: /tc packet of \d+/,
    },
    {
      program: 'ebw_connect',
      target: '/',
      link: { kind: 'cgroup', target: '/' },
      stimulus: "bash -c 'echo > /dev/tcp/127.0.0.1/9' || true",
      says: /cgroup connect/,
    },
    {
      program: 'ebw_uprobe',
      target: '/bin/bash:readline',
      link: { kind: 'uprobe', target: '/bin/bash:readline' },
      stimulus: "echo 'echo typed' | bash --norc -i || true",
      says: /uprobe hit/,
    },
  ])('$program runs on $target', async ({ program, target, link, stimulus, says }) => {
    const { spoken, events, left } = await runUntilTraced(only(program, target), here, stimulus, says);
    expect(spoken.stderr).toBe('');
    expect(events.filter(({ type }) => type === 'attached')).toMatchObject([{ program, link }]);
    expect(left).toEqual(nothing);
    expect(await onMachine(here, 'tc filter show dev lo egress')).not.toContain('77');
  });

  it.each([
    { target: 'lo,direction=sideways', says: /sideways/ },
    { target: 'nowhere0', says: /nowhere0/ },
    { target: 'lo,colour=red', says: /colour/ },
  ])('$target is refused with 5', async ({ target, says }) => {
    const { code, stdout } = await ebpf(['run', ...only('ebw_tc', target), '--json']);
    const told = eventsOf({ code, stdout, stderr: '' }).filter(({ type }) => type === 'notAttached');
    expect(told).toMatchObject([{ program: 'ebw_tc', detail: expect.stringMatching(says) as string }]);
    expect(code).toBe(5);
  });

  it('of a program that the file does not have is refused', async () => {
    const { code, stderr } = await ebpf(['run', ...only('ebw_tc', 'lo'), '--attach', 'ebw_nobody=lo']);
    expect(stderr).toContain('ebw_nobody');
    expect(code).toBe(2);
  });
});

it('what a section leaves open is asked for step by step, and can be told beforehand', async () => {
  const runner = new Runner();
  try {
    runner.answers.choose = ({ kind, candidates }) =>
      kind === 'binary'
        ? candidates.find(({ name }) => /\/bash$/.test(name))?.name
        : candidates.find(({ name }) => /:readline$/.test(name))?.name;
    const first = runner.run('here', open, { programs: ['ebw_uprobe'] });
    const { target } = await first.until('attached');
    expect(target).toMatch(/\/bash:readline$/);
    expect(runner.asked).toMatchObject([
      { kind: 'binary', program: 'ebw_uprobe', section: 'uprobe' },
      { kind: 'symbol', of: expect.stringMatching(/\/bash$/) as string },
    ]);
    await first.session.stop();
    expect(await first.outcome).toEqual({ kind: 'finished' });

    // What was answered once is told with the next run, and nothing is asked; another answer goes elsewhere.
    const again = runner.run('here', open, { programs: ['ebw_uprobe'], attach: { ebw_uprobe: target } });
    expect(await again.until('attached')).toMatchObject({ target });
    await again.session.stop();
    const elsewhere = target.replace('readline', 'add_history');
    const changed = runner.run('here', open, { programs: ['ebw_uprobe'], attach: { ebw_uprobe: elsewhere } });
    expect(await changed.until('attached')).toMatchObject({ target: elsewhere });
    await changed.session.stop();
    expect(runner.asked).toHaveLength(2);

    runner.answers = {};
    const given = runner.run('here', open, { programs: ['ebw_uprobe'] });
    expect(await given.outcome).toEqual({ kind: 'cancelled' });
  } finally {
    await runner.dispose();
  }
});
