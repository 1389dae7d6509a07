/** `ebpf stats`: figures that fit what was called, and statistics that are off again afterwards. */
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { onMachine } from './benchMachines';
import { fixture, on } from './cliRun';
import { ebpf, startEbpf } from './ebpf';
import { calls, Runner, type Running } from './runner';

const { here } = inject('machines');
/** A few more calls than the test's own may be counted: others call the function as well. */
const wanted = 1000501;

interface Figures {
  id: number;
  runs: number;
  nanoseconds: number;
  runsPerSecond: number;
  verifiedInstructions: number;
  jitedSize: number;
}

let runner: Runner;
let run: Running;
let id: number;
beforeAll(async () => {
  runner = new Runner();
  run = runner.run('here', fixture('live/calls.bpf.c'), { globals: { wanted: String(wanted) } });
  id = (await run.until('program')).program.id ?? 0;
  await run.until('state', ({ state }) => state === 'streaming');
});
afterAll(async () => {
  await run.session.stop();
  await runner.dispose();
});

const figuresOf = (stdout: string): Figures[] =>
  stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Figures]));

async function runCount(): Promise<number> {
  const json = await onMachine(here, `bpftool -j prog show id ${id}`);
  return (JSON.parse(json) as { run_cnt?: number }).run_cnt ?? 0;
}

/** Another process of this machine may have them on too; the kernel tells by its descriptors only. */
async function statisticsAreOff(): Promise<void> {
  const holders = 'ls -l /proc/[0-9]*/fd 2>/dev/null | grep -c bpf-stats || true';
  for (let tries = 0; tries < 100; tries++) {
    if (Number(await onMachine(here, holders)) === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error('statistics stay switched on');
}

it('counts what is called while it looks, and only then', async () => {
  await statisticsAreOff();
  const before = await runCount();
  await onMachine(here, calls(wanted, 50));
  expect(await runCount()).toBe(before);

  const looking = startEbpf(['stats', String(id), '--json', '--interval', '300ms', ...on('here')]);
  await looking.says(/"runs":\d+\b/);
  await onMachine(here, calls(wanted, 2000));
  const counted = await runCount();
  // Two more readings see all of it.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  looking.signal('SIGINT');
  const { code, stdout, stderr } = await looking.ended;
  expect({ code, stderr }).toEqual({ code: 130, stderr: '' });

  const figures = figuresOf(stdout);
  expect(new Set(figures.map((each) => each.id))).toEqual(new Set([id]));
  // What the rates say of each interval adds up to what ran.
  const last = figures.at(-1);
  const runs = figures.reduce((sum, { runsPerSecond }) => sum + runsPerSecond * 0.3, 0);
  expect(last?.runs).toBeGreaterThanOrEqual(counted);
  expect(runs).toBeGreaterThan(2000 * 0.5);
  expect(last?.nanoseconds).toBeGreaterThan(2000 * 50);
  expect(last?.nanoseconds).toBeLessThan((last?.runs ?? 0) * 1e6);
  expect(last?.verifiedInstructions).toBeGreaterThan(30);
  expect(last?.jitedSize).toBeGreaterThan(100);

  // Nothing is counted any more.
  await statisticsAreOff();
  const after = await runCount();
  expect(after).toBeGreaterThanOrEqual(before + 2000);
  await onMachine(here, calls(wanted, 50));
  expect(await runCount()).toBe(after);
});

it('is a table for people, and knows programs by name', async () => {
  const { code, stdout } = await ebpf([
    'stats',
    'ebw_call',
    '--duration',
    '1500ms',
    '--interval',
    '1s',
    ...on('here'),
  ]);
  expect(stdout).toMatch(/^ *ID +NAME +TYPE +RUNS +RUNS\/S +NS\/RUN +CPU % +INSNS +JITED$/m);
  expect(stdout).toMatch(
    new RegExp(`^ *${id} +ebw_call +tracepoint +\\d+ +\\d+ +(-|\\d+) +\\d+\\.\\d+ +\\d+ +\\d+$`, 'm'),
  );
  expect(code).toBe(0);
});

it('refuses a program that is not there', async () => {
  const { code, stderr } = await ebpf(['stats', 'ebw_nobody', ...on('here')]);
  expect(stderr).toContain('No program ebw_nobody is loaded on the target.');
  expect(code).toBe(2);
});

it('two who look do not switch each other off', async () => {
  const first = startEbpf(['stats', String(id), '--json', '--interval', '200ms', ...on('here')]);
  await first.says(/"runs"/);
  const second = startEbpf(['stats', String(id), '--json', '--interval', '200ms', ...on('here')]);
  await second.says(/"runs"/);
  second.signal('SIGINT');
  await second.ended;
  const before = await runCount();
  await onMachine(here, calls(wanted, 100));
  expect(await runCount()).toBeGreaterThanOrEqual(before + 100);
  first.signal('SIGKILL');
  await first.ended;
});
