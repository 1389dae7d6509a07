/**
 * What it costs to look at a map of ten thousand entries (u32 → struct of four u64) that is read anew five times a
 * second while every value changes: CPU of the agent, and of this side, which has the rows on screen sorted by a value,
 * with what changed and how fast it counts. Beside it `bpftool map dump`, as often.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { mapLayout } from '#bpf/records/mapLayout';
import { MapTable } from '#bpf/records/mapTable';
import type { Agent } from '#targets/agent/agent';
import { readMap, type MapEntries } from '#targets/live/readMap';
import { call, cpuOf, memoryOf, startLiveAgent, typedMap, type TypedMap } from './liveAgent';
import { median, report } from './report';

const run = promisify(execFile);
const entries = 10_000;
/** Readings a second. */
const frequency = 5;
const seconds = 20;
/** FILL and CHANGE of entries.bpf.c */
const fill = 0x7cb0001;
const changeAll = 0x7cb0002;
const rowsOnScreen = 60;

async function main(): Promise<void> {
  const live = await startLiveAgent('entries.bpf.c', `-DENTRIES=${entries}`);
  const changer = startChanger();
  try {
    await live.attach('on_call');
    call(fill);
    const map = live.map('entries');
    const ours = await byAgent(live.agent, live.pid, await typedMap(live.agent, map), changer.change);
    const peer = await byBpftool(map);
    const shared = { unit: '% of a core', peer, peerName: 'bpftool map dump' };
    report({ ...shared, name: 'the agent', ours: ours.agent, wanted: { atMost: 10 / peer } });
    report({ ...shared, name: 'the editor', ours: ours.here, wanted: { atMost: 15 / peer } });
    report({
      name: 'the step of a refresh here that holds up others most',
      unit: 'ms',
      ours: ours.longest,
      peerName: 'a frame of the screen',
      peer: 16,
      wanted: { atMost: 1 },
    });
  } finally {
    changer.stop();
    await live.stop();
  }
}

interface Shares {
  agent: number;
  here: number;
  longest: number;
}

async function byAgent(
  agent: Agent,
  pid: number,
  { info, keys, values }: TypedMap,
  change: () => Promise<void>,
): Promise<Shares> {
  const table = new MapTable(mapLayout(info), { entries: 1_000_000, bytes: 1024 ** 3 });
  table.setColumns(keys, values);
  const longest: number[] = [];
  const timed = (step: () => void): void => {
    const since = performance.now();
    step();
    longest.push(Math.max(longest.pop() ?? 0, performance.now() - since));
  };
  const refresh = async (): Promise<void> => {
    longest.push(0);
    await change();
    table.beginReading(performance.now());
    await readMap(agent, { map: info.id, onEntries: (chunk) => timed(() => add(table, chunk)) });
    timed(() => table.endReading('whole'));
    // As the panel does: at most 12 ms at a time, then others have their turn.
    let done = false;
    while (!done) {
      const until = performance.now() + 12;
      timed(() => (done = table.advance(() => performance.now() >= until)));
      await new Promise(setImmediate);
    }
    timed(() => {
      const rows = table.rows(0, rowsOnScreen);
      if (table.entries.readings > 2 && rows.some(({ changed }) => changed.length === 0)) {
        throw new Error('A row did not change');
      }
    });
  };
  await refresh();
  await refresh();
  table.showRates(table.counting);
  if (!table.setSort({ column: 'bytes/s', direction: 'down' })) throw new Error('No rates');
  longest.length = 0;
  const since = performance.now();
  const before = { agent: cpuOf(pid), here: ownCpu() };
  for (let reading = 1; reading <= seconds * frequency; reading += 1) {
    await refresh();
    await delay((reading * 1000) / frequency - (performance.now() - since));
  }
  const took = (performance.now() - since) / 1000;
  const share = (cpu: number): number => (100 * cpu) / took;
  const shares = {
    agent: share(cpuOf(pid) - before.agent),
    here: share(ownCpu() - before.here),
    longest: median(longest),
  };
  console.log(
    `  ${(longest.length / took).toFixed(1)} readings a second, agent ${shares.agent.toFixed(1)} %, ` +
      `here ${shares.here.toFixed(1)} %, memory of the agent ${memoryOf(pid).toFixed(0)} MB`,
  );
  return shares;
}

function add(table: MapTable, { keys, values, count }: MapEntries): void {
  table.add(keys, values, count);
}

/** The shell tells what its children used: user and system time in the second line, as `0m1.230s 0m0.450s`. */
async function byBpftool(map: number): Promise<number> {
  const dumps = 20;
  const script =
    'PATH=$PATH:/usr/sbin; for i in $(seq $2); do bpftool map dump -j id $1 > /dev/null; done; times';
  const { stdout } = await run('sh', ['-c', script, 'sh', String(map), String(dumps)]);
  const times = [...(stdout.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  const cpu = times.reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0);
  return (100 * cpu * frequency) / dumps;
}

/** A process that changes every value of the map when it is told to. */
function startChanger(): { change: () => Promise<void>; stop: () => void } {
  const program = `$| = 1; while (<STDIN>) { getpgrp(${changeAll}); print "done\\n" }`;
  const perl = spawn('perl', ['-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const change = async (): Promise<void> => {
    perl.stdin.write('go\n');
    await once(perl.stdout, 'data');
  };
  return { change, stop: () => perl.stdin.end() };
}

function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));
}

void main();
