/** `ebpf events`, and `ebpf run --events`: records decoded by the type that a program hints at. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { onMachine } from './benchMachines';
import { eventsOf, fixture, nothing, on, repeatUntil, runUntilTraced } from './cliRun';
import { ebpf, startEbpf } from './ebpf';
import { calls, Runner, type Running } from './runner';

const { here } = inject('machines');
const source = fixture('live/calls.bpf.c');
const wanted = 1000301;
/** More than a double can hold, so that a digit would be missing. */
const stamp = '1311768467463790321';

describe('of a run that another process holds', () => {
  let runner: Runner;
  let run: Running;
  let ring: string;
  let perf: string;
  beforeAll(async () => {
    runner = new Runner();
    run = runner.run('here', source, { globals: { wanted: String(wanted) } });
    const { maps } = await run.until('maps');
    const idOf = (name: string): string => String(maps.find((map) => map.name === name)?.id);
    ring = idOf('ebw_ring');
    perf = idOf('ebw_perf');
    await run.until('state', ({ state }) => state === 'streaming');
  });
  afterAll(async () => {
    await run.session.stop();
    await runner.dispose();
  });

  it('are not read without --shared', async () => {
    const { code, stdout, stderr } = await ebpf(['events', ring, ...on('here')]);
    expect(stderr).toMatch(/Another process holds this ring buffer/);
    expect(stderr).toContain('--shared');
    expect(stdout).toBe('');
    expect(code).toBe(3);
  });

  /** Starts reading, and makes records once that has begun. */
  async function read(args: readonly string[], says: RegExp): Promise<string> {
    const reading = startEbpf(['events', '--shared', ...args, ...on('here')]);
    await repeatUntil(reading.says(says), () => onMachine(here, calls(wanted, 2)));
    reading.signal('SIGINT');
    const { code, stdout, stderr } = await reading.ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    return stdout;
  }

  it.each([{ buffer: 'ring' }, { buffer: 'perf' }])('are decoded: $buffer', async ({ buffer }) => {
    const stdout = await read([buffer === 'ring' ? ring : perf], /\n.*\n/);
    const line = new RegExp(`^event \\{ \\.stamp = ${stamp}, \\.number = \\d+, \\.comm = "perl" \\}$`);
    for (const each of stdout.trimEnd().split('\n')) expect(each).toMatch(line);
  });

  it('are JSON with all digits', async () => {
    const stdout = await read([ring, '--json'], /"event"/);
    const [first = ''] = stdout.split('\n');
    expect(first).toMatch(
      new RegExp(`"struct":"event","value":\\{"stamp":${stamp},"number":\\d+,"comm":"perl"\\}\\}$`),
    );
    const perfLine = await read([perf, '--json'], /"event"/);
    expect(JSON.parse(perfLine.split('\n')[0] ?? '')).toMatchObject({
      type: 'event',
      cpu: expect.any(Number) as number,
    });
  });

  it('are what --type says', async () => {
    expect(await read([ring, '--type', 'struct another'], /another/)).toMatch(
      new RegExp(`^another \\{ \\.first = ${stamp}, \\.second = \\d+, \\.third = \\d+ \\}$`, 'm'),
    );
    const { code, stderr } = await ebpf(['events', ring, '--type', 'nothing', '--shared', ...on('here')]);
    expect(stderr).toMatch(/know no structure nothing\. They know: event, /);
    expect(code).toBe(2);
  });

  it('end with a closed pipe', async () => {
    const reading = startEbpf(['events', ring, '--shared', ...on('here')]);
    await repeatUntil(reading.says(/event/), () => onMachine(here, calls(wanted, 2)));
    reading.closeStdout();
    await repeatUntil(reading.ended, () => onMachine(here, calls(wanted, 2)));
    expect((await reading.ended).code).toBe(0);
  });

  it('of a map without records are refused', async () => {
    const hash = (await run.until('maps')).maps.find(({ name }) => name === 'ebw_hash')?.id;
    const { code, stderr } = await ebpf(['events', String(hash), ...on('here')]);
    expect(stderr).toContain('holds entries, not records');
    expect(code).toBe(3);
  });
});

describe('--events of a run', () => {
  const mine = 1000302;
  const args = [source, ...on('here'), '--global', `wanted=${mine}`, '--events'];

  it('come beside the trace lines, of both buffers', async () => {
    const { spoken, events, left } = await runUntilTraced(args, here, calls(mine, 3), /counted 103/);
    expect(spoken.stderr).toBe('');
    const records = events.filter(({ type }) => type === 'event');
    for (const map of ['ebw_ring', 'ebw_perf']) {
      const own = records.filter((record) => record['map'] === map);
      expect(own.slice(0, 3)).toMatchObject(
        [101, 102, 103].map((number) => ({ struct: 'event', value: { number, comm: 'perl' } })),
      );
      // None is missing at the end.
      expect(own).toHaveLength(events.filter(({ message }) => String(message).includes('counted')).length);
    }
    expect(left).toEqual(nothing);
  });

  it('are text without --json, each with its buffer', async () => {
    const run = startEbpf(['run', ...args]);
    await run.says(/Attached/);
    const seen = run.says(/^ebw_ring: event \{ \.stamp = \d+, \.number = 101, \.comm = "perl" \}$/m);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await onMachine(here, calls(mine));
    await seen;
    run.signal('SIGINT');
    expect((await run.ended).code).toBe(130);
  });

  it('are refused with a --type that the program does not know', async () => {
    const { code, stderr } = await ebpf(['run', ...args, '--type', 'nothing']);
    expect(stderr).toMatch(/know no structure nothing/);
    expect(code).toBe(2);
  });

  it('of a program that sends none: it says so, and runs', async () => {
    const spoken = await ebpf(['run', fixture('tutorials/fork.bpf.c'), '--events', '--duration', '200ms']);
    expect(spoken.stderr).toContain('no ring buffer or perf event array');
    expect(eventsOf({ ...spoken, stdout: '' })).toEqual([]);
    expect(spoken.code).toBe(0);
  });
});
