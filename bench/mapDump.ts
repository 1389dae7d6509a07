/**
 * A decoded dump of a hash map of a million entries (u32 → struct of four u64): from the request to the agent to rows
 * of a table, beside `bpftool map dump -j` piped into JSON.parse. Two figures more go further: every cell of every row
 * as text, and the first rows that a person sees.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { mapLayout } from '#bpf/records/mapLayout';
import { MapTable } from '#bpf/records/mapTable';
import type { Agent } from '#targets/agent/agent';
import { readMap } from '#targets/live/readMap';
import { call, startLiveAgent, typedMap, type TypedMap } from './liveAgent';
import { median, report } from './report';

const run = promisify(execFile);
const entries = 1_000_000;
/** FILL of entries.bpf.c */
const fill = 0x7cb0001;
const rounds = 3;
const rowsOnScreen = 60;
const limits = { entries: 2_000_000, bytes: 1024 ** 3 };

async function main(): Promise<void> {
  const live = await startLiveAgent('entries.bpf.c', `-DENTRIES=${entries}`);
  const times = { rows: [] as number[], again: [] as number[], cells: [] as number[], first: [] as number[] };
  const peer: number[] = [];
  try {
    await live.attach('on_call');
    call(fill);
    const map = live.map('entries');
    const typed = await typedMap(live.agent, map);
    for (let round = 0; round < rounds; round += 1) {
      const ours = await byAgent(live.agent, typed);
      for (const name of ['rows', 'again', 'cells', 'first'] as const) times[name].push(ours[name]);
      peer.push(await byBpftool(map));
      console.log(
        `  round ${round}, ms: first rows ${Math.round(ours.first)}, all rows ${Math.round(ours.rows)}, ` +
          `read again ${Math.round(ours.again)}, all cells ${Math.round(ours.cells)}, ` +
          `bpftool ${Math.round(peer.at(-1) ?? 0)}; ` +
          `${(ours.bytes / entries).toFixed(0)} bytes an entry`,
      );
    }
  } finally {
    await live.stop();
  }
  const peerName = 'bpftool map dump -j | JSON.parse';
  const shared = { unit: 'ms', peerName, peer: median(peer) };
  report({ ...shared, name: 'a million entries to rows', ours: median(times.rows), wanted: { atMost: 0.1 } });
  report({
    ...shared,
    name: 'the same read again, with what changed',
    ours: median(times.again),
    wanted: { atMost: 0.1 },
  });
  report({
    ...shared,
    name: 'a million entries to the text of every cell',
    ours: median(times.cells),
    wanted: { atMost: 0.2 },
  });
  report({
    name: 'the first rows of a million entries',
    unit: 'ms',
    ours: median(times.first),
    peerName: 'as long as a person takes for at once',
    peer: 300,
    wanted: { atMost: 1 },
  });
}

interface Times {
  first: number;
  rows: number;
  again: number;
  cells: number;
  bytes: number;
}

async function byAgent(agent: Agent, { info, keys, values }: TypedMap): Promise<Times> {
  const since = performance.now();
  const took = (): number => performance.now() - since;
  const table = new MapTable(mapLayout(info), limits);
  table.setColumns(keys, values);
  let first = 0;
  const read = async (): Promise<void> => {
    table.beginReading(performance.now());
    const { status } = await readMap(agent, {
      map: info.id,
      onEntries: ({ keys, values, count }) => {
        table.add(keys, values, count);
        if (first === 0 && table.rows(0, rowsOnScreen).length === rowsOnScreen) first = took();
      },
    });
    if (status !== 'done' || table.end !== entries) throw new Error(`${status} after ${table.end} entries`);
    table.endReading('whole');
    table.rows(0, rowsOnScreen);
  };
  await read();
  const rows = took();
  let characters = 0;
  for (let position = 0; position < table.end; position += 1) {
    for (const cell of table.row(position)?.cells ?? []) characters += cell.length;
  }
  const cells = took();
  if (characters < entries * 5) throw new Error('Cells are empty');
  await read();
  return { first, rows, cells, again: took() - cells, bytes: table.entries.bytes };
}

/** In a process of its own: parsing holds it up for seconds, and an agent ends that hears nothing for so long. */
async function byBpftool(map: number): Promise<number> {
  const since = performance.now();
  const piped = `PATH=$PATH:/usr/sbin; bpftool map dump -j id "$1" | "$2" --max-old-space-size=8192 -e "$3"`;
  const { stdout } = await run('sh', ['-c', piped, 'sh', String(map), process.execPath, parseInput]);
  const took = performance.now() - since;
  if (stdout.trim() !== String(entries)) throw new Error(`bpftool shows ${stdout} entries`);
  return took;
}

const parseInput = `
  const pieces = [];
  process.stdin.on('data', (piece) => pieces.push(piece));
  process.stdin.on('end', () => console.log(JSON.parse(Buffer.concat(pieces).toString('latin1')).length));
`;

void main();
