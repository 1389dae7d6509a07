/**
 * Programs on the interface of our own connection: the VM has one, and SSH comes over it. What drops everything cuts the
 * run, and the VM is back by itself; that is what the guard is for.
 */
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { kernelHoldings, newSince, type KernelHoldings } from './benchKernel';
import { onMachine } from './benchMachines';
import { eventsOf, fixture, nothing, on, settled } from './cliRun';
import { ebpf, startEbpf } from './ebpf';
import { Runner } from './runner';

const { vm } = inject('machines');
const source = fixture('live/verdicts.bpf.c');

let device: string;
let before: KernelHoldings;
let runner: Runner;
beforeAll(async () => {
  // default via 10.0.2.2 dev enp0s2
  const route = await onMachine(vm, 'ip route show default');
  device = / dev (\S+)/.exec(route)?.[1] ?? '';
  before = await kernelHoldings(vm);
  runner = new Runner();
});
afterAll(() => runner.dispose());

const args = (program: string): string[] => [
  'run',
  source,
  ...on('vm61'),
  ...['--build', 'here', '--json', '--program', program, '--attach', `${program}=${device}`],
];

it('without a guard and a person it is not attached, and the reason is told', async () => {
  const spoken = await ebpf(args('ebw_pass'));
  expect(eventsOf(spoken).filter(({ type }) => type === 'notAttached')).toMatchObject([
    {
      problem: 'ownConnection',
      detail: expect.stringContaining(`${device} carries the SSH connection`) as string,
    },
  ]);
  expect(spoken.code).toBe(5);
});

it('--guard keeps what lets the connection live', async () => {
  const run = startEbpf([...args('ebw_pass'), '--guard']);
  await run.says(/"type":"guard".*"state":"kept"/);
  expect(await onMachine(vm, `ip -d link show ${device}`)).toContain('ebw_pass');
  run.signal('SIGINT');
  const spoken = await run.ended;
  expect(eventsOf(spoken).filter(({ type }) => type === 'guard')).toMatchObject([
    { program: 'ebw_pass', target: device, seconds: 15, state: 'armed' },
    { program: 'ebw_pass', state: 'kept' },
  ]);
  expect(spoken.code).toBe(130);
  expect(newSince(before, await settled(vm, before))).toEqual(nothing);
});

it('a program that drops everything is off again within the guard’s time, and the run says so', async () => {
  const run = startEbpf([...args('ebw_drop'), '--guard']);
  await run.says(/"type":"guard".*"state":"armed"/);
  const since = Date.now();
  const { code, stdout, stderr } = await run.ended;
  // It is over for the VM as well: a new connection finds it.
  const link = await onMachine(vm, `ip -d link show ${device}`);
  const seconds = (Date.now() - since) / 1000;
  expect(link).not.toContain('xdp');
  // The connection was cut indeed, and not for longer than it was said to be.
  expect(seconds).toBeGreaterThan(8);
  expect(seconds).toBeLessThan(15 + 15);
  const events = eventsOf({ code, stdout, stderr });
  expect(events.filter(({ type }) => type === 'detached')).toMatchObject([
    { program: 'ebw_drop', reason: 'notConfirmed' },
  ]);
  expect(events.filter((event) => event['state'] === 'kept')).toEqual([]);
  expect(events.at(-1)).toEqual({ type: 'stopped', outcome: { kind: 'attachFailed' } });
  expect(code).toBe(5);
  expect(newSince(before, await settled(vm, before))).toEqual(nothing);
});

it('a person is asked where it goes, whether at all, and whether it stays; leaving waits for the answer', async () => {
  let answer: (keep: boolean) => void = () => undefined;
  const answered = new Promise<boolean>((resolve) => (answer = resolve));
  runner.answers = {
    choose: ({ candidates }) => candidates.find(({ ownConnection }) => ownConnection)?.name,
    allow: true,
    keep: () => answered,
  };
  const run = runner.run('vm61', source, { programs: ['ebw_pass'] });
  await run.until('guard');
  expect(runner.asked).toMatchObject([
    { kind: 'interface', program: 'ebw_pass' },
    { program: 'ebw_pass', seconds: 15, detail: expect.stringContaining(device) as string },
  ]);
  await run.until('state', ({ state }) => state === 'streaming');
  expect(await run.session.leave('ebw-unconfirmed')).toMatchObject({ done: false });
  answer(true);
  expect(await run.until('guard', ({ state }) => state === 'kept')).toMatchObject({ target: device });
  await run.session.stop();
  expect(await run.outcome).toEqual({ kind: 'finished' });
  expect(newSince(before, await settled(vm, before))).toEqual(nothing);

  runner.answers.allow = false;
  const refused = runner.run('vm61', source, { programs: ['ebw_pass'], attach: { ebw_pass: device } });
  expect(await refused.until('notAttached')).toMatchObject({ problem: 'ownConnection' });
  expect(await refused.outcome).toEqual({ kind: 'attachFailed' });
});
