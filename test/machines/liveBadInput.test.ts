/** What goes away, is refused, or is huge, while somebody looks at it. */
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { fetchBtf } from '#targets/live/fetchBtf';
import { readEvents } from '#targets/live/readEvents';
import { base64Of, readMap } from '#targets/live/readMap';
import type { Agent } from '#targets/agent/agent';
import { onMachine } from './benchMachines';
import { eventsOf, fixture, on } from './cliRun';
import { startEbpf } from './ebpf';
import { calls, Runner, type Running } from './runner';

const { here } = inject('machines');
const source = fixture('live/calls.bpf.c');
const wanted = 1000601;
const own = `ebw-live-${process.pid}`;

let runner: Runner;
let agent: Agent;
beforeEach(async () => {
  runner = new Runner();
  agent = await runner.agent('here');
});
afterEach(() => runner.dispose());

async function startRun(): Promise<{ run: Running; idOf: (map: string) => number }> {
  const run = runner.run('here', source, { globals: { wanted: String(wanted) } });
  const { maps } = await run.until('maps');
  await run.until('state', ({ state }) => state === 'streaming');
  return { run, idOf: (name) => maps.find((map) => map.name === name)?.id ?? 0 };
}

describe('a process that exits', () => {
  it('takes its maps, types and programs with it: that is a result, no error', async () => {
    const { run, idOf } = await startRun();
    const hash = idOf('ebw_hash');
    const { program } = await run.until('program');
    const info = await agent.request('map/info', { map: hash });
    expect(await fetchBtf(agent, info?.btf ?? 0)).toBeDefined();
    const reading = await readEvents(agent, {
      map: idOf('ebw_ring'),
      sharing: 'accept',
      onRecords: () => undefined,
      onEnded: () => undefined,
    });
    expect(reading.start).toMatchObject({ started: true, kind: 'ringbuf' });
    await run.session.stop();
    await reading.stop?.();
    await new Promise((resolve) => setTimeout(resolve, 500));

    expect(await readMap(agent, { map: hash, onEntries: () => undefined })).toMatchObject({ status: 'gone' });
    expect(await agent.request('map/info', { map: hash })).toBeNull();
    expect(await fetchBtf(agent, info?.btf ?? 0)).toBeUndefined();
    const { start } = await readEvents(agent, {
      map: idOf('ebw_ring'),
      sharing: 'accept',
      onRecords: () => undefined,
      onEnded: () => undefined,
    });
    expect(start).toMatchObject({ started: false, problem: 'gone' });
    const { programs } = await agent.request('stats/read', { programs: [program.id ?? 0] });
    expect(programs).toEqual([]);
    const change = {
      map: hash,
      key: base64Of(new Uint8Array(4)),
      value: base64Of(new Uint8Array(24)),
      mode: 'any',
    } as const;
    expect(await agent.request('map/update', change)).toMatchObject({ done: false });
  });

  it('while its map is being read: the reading comes to its end', async () => {
    const pin = `/sys/fs/bpf/${own}`;
    await onMachine(here, `bpftool map create ${pin} type array key 4 value 64 entries 200000 name ebw_long`);
    const { id } = JSON.parse(await onMachine(here, `bpftool -j map show pinned ${pin}`)) as { id: number };
    let entries = 0;
    let removed = false;
    const result = await readMap(agent, {
      map: id,
      chunk: 1000,
      onEntries: async ({ count }) => {
        entries += count;
        if (removed) return;
        removed = true;
        await onMachine(here, `rm ${pin}`);
      },
    });
    expect(result).toMatchObject({ status: 'done', entries: 200_000 });
    expect(entries).toBe(200_000);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await readMap(agent, { map: id, onEntries: () => undefined })).toMatchObject({ status: 'gone' });
  });
});

describe('an agent that is killed', () => {
  it('while maps and events are read: who reads is told', async () => {
    const { run, idOf } = await startRun();
    const { pid } = await agent.request('hello', {});
    const events = await readEvents(agent, {
      map: idOf('ebw_ring'),
      sharing: 'accept',
      onRecords: () => undefined,
      onEnded: () => undefined,
    });
    // It waits for what is never acknowledged.
    const reading = readMap(agent, {
      map: idOf('ebw_bytes'),
      chunk: 1,
      onEntries: () => new Promise<void>(() => undefined),
    });
    const refused = expect(Promise.race([reading, agent.died])).rejects.toMatchObject({
      code: 'agentFailed',
    });
    await onMachine(here, `kill -9 ${pid}`);
    await refused;
    await expect(events.stop?.()).rejects.toMatchObject({ code: 'agentFailed' });
    await expect(readMap(agent, { map: 1, onEntries: () => undefined })).rejects.toMatchObject({
      code: 'agentFailed',
    });
    await run.session.stop();
  });
});

describe('what a program is on goes away', () => {
  async function goesAway(file: string, program: string, target: string, remove: string): Promise<void> {
    const args = [fixture(`live/${file}.bpf.c`), ...on('here'), '--program', program, '--json'];
    const run = startEbpf(['run', ...args, '--attach', `${program}=${target}`]);
    await run.says(/"state":"streaming"/);
    await onMachine(here, remove);
    const spoken = await run.ended;
    const events = eventsOf(spoken);
    expect(events.filter(({ type }) => type === 'detached')).toMatchObject([
      { program, reason: 'targetGone' },
    ]);
    expect(events.at(-1)).toEqual({ type: 'stopped', outcome: { kind: 'attachFailed' } });
    expect(spoken.code).toBe(5);
  }

  it('an interface', async () => {
    const device = `ebwl${process.pid}`.slice(0, 15);
    await onMachine(here, `ip link add ${device} type veth && ip link set ${device} up`);
    await goesAway('verdicts', 'ebw_pass', device, `ip link del ${device}`);
  });

  it('a control group', async () => {
    const folder = `$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)/${own}`;
    await onMachine(here, `mkdir ${folder}`);
    await goesAway('open', 'ebw_connect', `/${own}`, `rmdir ${folder}`);
  });

  it('a binary is replaced under its uprobe: the run goes on with the old one, and ends in order', async () => {
    const binary = `/tmp/${own}-bash`;
    await onMachine(here, `cp /bin/bash ${binary}`);
    const run = runner.run('here', fixture('live/open.bpf.c'), {
      programs: ['ebw_uprobe'],
      attach: { ebw_uprobe: `${binary}:readline` },
    });
    await run.until('state', ({ state }) => state === 'streaming');
    await onMachine(
      here,
      `cp /bin/true ${binary}.new && mv ${binary}.new ${binary} && ${binary} && rm ${binary}`,
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(run.session.state).toBe('streaming');
    await run.session.stop();
    expect(await run.outcome).toEqual({ kind: 'finished' });
  });
});

describe('a change of a map', () => {
  it('that the kernel refuses is refused with its reason in words', async () => {
    const { run, idOf } = await startRun();
    const put = async (map: string, key: number, size: number, mode: 'any' | 'new' | 'existing' = 'any') =>
      agent.request('map/update', {
        map: idOf(map),
        key: base64Of(new Uint8Array(new Uint32Array([key]).buffer)),
        value: base64Of(new Uint8Array(size)),
        mode,
      });
    const { valueSize = 0 } = (await agent.request('map/info', { map: idOf('.rodata') })) ?? {};
    expect(await put('.rodata', 0, valueSize)).toMatchObject({
      done: false,
      errno: 'EPERM',
      detail: expect.stringMatching(/frozen|read-only/) as string,
    });
    expect(await put('ebw_hash', 7, 24)).toMatchObject({ done: true });
    expect(await put('ebw_hash', 8, 24)).toMatchObject({ done: true });
    expect(await put('ebw_hash', 9, 24)).toMatchObject({
      done: false,
      errno: 'E2BIG',
      detail: expect.stringMatching(/full/) as string,
    });
    expect(await put('ebw_hash', 7, 24, 'new')).toMatchObject({ done: false, errno: 'EEXIST' });
    expect(await put('ebw_percpu', 99, 8)).toMatchObject({ done: false });
    await run.session.stop();
  });
});

describe('a map with', () => {
  it.each([
    { what: 'values of 64 KB', value: 65536, entries: 300 },
    { what: 'a million entries', value: 16, entries: 1_000_000 },
  ])('$what is read with little memory here', async ({ value, entries }) => {
    const pin = `/sys/fs/bpf/${own}-${value}`;
    await onMachine(
      here,
      `bpftool map create ${pin} type array key 4 value ${value} entries ${entries} name ebw_large`,
    );
    try {
      const { id } = JSON.parse(await onMachine(here, `bpftool -j map show pinned ${pin}`)) as { id: number };
      const before = process.memoryUsage().rss;
      let most = before;
      let bytes = 0;
      const result = await readMap(agent, {
        map: id,
        onEntries: ({ count, values }) => {
          expect(values.length).toBe(count * value);
          bytes += values.length;
          most = Math.max(most, process.memoryUsage().rss);
        },
      });
      expect(result).toMatchObject({ status: 'done', entries });
      expect(bytes).toBe(entries * value);
      expect(most - before).toBeLessThan(3 * (bytes + entries * 4));
    } finally {
      await onMachine(here, `rm ${pin}`);
    }
  });
});

it('two editors on one host do not disturb each other', async () => {
  const other = new Runner();
  try {
    const first = await startRun();
    const second = other.run('here', source, { globals: { wanted: String(wanted) } });
    await second.until('state', ({ state }) => state === 'streaming');
    const others = await other.agent('here');
    for (const one of [agent, others]) await one.request('stats/start', {});
    const objects = await others.request('host/objects', {});
    expect(objects.maps.find(({ id }) => id === first.idOf('ebw_hash'))).toMatchObject({ ours: false });
    await agent.request('stats/stop', {});
    const ids = [(await first.run.until('program')).program.id ?? 0];
    const [before] = (await others.request('stats/read', { programs: ids })).programs;
    const lines = [first.run, second].map((run) =>
      run.until('trace', ({ text }) => text.includes('counted 105')),
    );
    await onMachine(here, calls(wanted, 5));
    await Promise.all(lines);
    const [after] = (await others.request('stats/read', { programs: ids })).programs;
    expect((after?.runs ?? 0) - (before?.runs ?? 0)).toBeGreaterThanOrEqual(5);
    await first.run.session.stop();
    const more = second.until('trace', ({ text }) => text.includes('counted 106'));
    await onMachine(here, calls(wanted));
    await more;
    await second.session.stop();
  } finally {
    await other.dispose();
  }
});
