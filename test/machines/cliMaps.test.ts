/** `ebpf maps`: the list, and the entries of every kind of map, while a run holds them. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { LoadedMap } from '#protocol/agent';
import { onMachine } from './benchMachines';
import { fixture, on } from './cliRun';
import { ebpf, startEbpf, type Spoken } from './ebpf';
import { calls, Runner, type Running } from './runner';

const { here } = inject('machines');
const source = fixture('live/calls.bpf.c');
const wanted = 1000201;

let runner: Runner;
let run: Running;
let ids: Map<string, string>;
beforeAll(async () => {
  runner = new Runner();
  run = runner.run('here', source, { globals: { wanted: String(wanted) } });
  const { maps } = await run.until('maps');
  ids = new Map(maps.map(({ name, id }: LoadedMap) => [name, String(id)]));
  await run.until('state', ({ state }) => state === 'streaming');
  // The same CPU for all three.
  await onMachine(here, `taskset -c 0 ${calls(wanted, 3)}`);
});
afterAll(async () => {
  await run.session.stop();
  await runner.dispose();
});

const dump = (map: string, ...more: string[]): Promise<Spoken> =>
  ebpf(['maps', ids.get(map) ?? map, ...on('here'), ...more]);

describe('the list', () => {
  it('names every map with its type, sizes and who holds it', async () => {
    const { code, stdout } = await ebpf(['maps', ...on('here')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ *ID +NAME +TYPE +KEY +VALUE +MAX +MEMORY +HELD BY$/m);
    expect(stdout).toMatch(
      new RegExp(`^ *${ids.get('ebw_hash')} +ebw_hash +hash +4 +24 +2 .* ebpf-agent$`, 'm'),
    );
  });

  it('has a line of JSON for each', async () => {
    const { stdout } = await ebpf(['maps', '--json', ...on('here')]);
    const maps = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as LoadedMap]));
    expect(maps.find(({ id }) => String(id) === ids.get('ebw_percpu'))).toMatchObject({
      recordType: 'map',
      name: 'ebw_percpu',
      type: 'percpu_array',
      keySize: 4,
      valueSize: 8,
      ours: false,
      owners: [{ command: 'ebpf-agent' }],
    });
  });
});

describe('the entries', () => {
  it.each([
    { map: 'ebw_hash', says: '1: { .first = 1, .second = 2, .third = 18446744073709551615 }\n' },
    {
      map: 'ebw_bytes',
      says: '00 00 00 00: 00 00 00 00 00 00 00 00\n01 00 00 00: f1 de bc 9a 78 56 34 12\n',
    },
    { map: '.data', says: 'counted = 103\n' },
    { map: '.bss', says: /^seen = 3$/m },
    { map: '.rodata', says: `wanted = ${wanted}\nsmall = 3\n` },
    { map: 'ebw_percpu', says: /^0: \n( {2}CPU \d+: 0\n)+1: \n {2}CPU 0: \d+\n/ },
  ])('$map', async ({ map, says }) => {
    const { code, stdout, stderr } = await dump(map);
    expect(stderr).toBe('');
    if (says instanceof RegExp) expect(stdout).toMatch(says);
    else expect(stdout).toBe(says);
    expect(code).toBe(0);
  });

  it.each([
    { map: 'ebw_hash', says: '{"key":1,"value":{"first":1,"second":2,"third":18446744073709551615}}\n' },
    { map: '.data', says: '{"variable":"counted","value":103}\n' },
    { map: 'ebw_percpu', says: /^\{"key":0,"values":\[0(,0)*\]\}\n\{"key":1,"values":\[\d+(,\d+)*\]\}\n$/ },
  ])('$map as JSON', async ({ map, says }) => {
    const { stdout } = await dump(map, '--json');
    if (says instanceof RegExp) expect(stdout).toMatch(says);
    else expect(stdout).toBe(says);
  });

  it('of a ring buffer: it has none, and says what it is read with', async () => {
    const { code, stderr } = await dump('ebw_ring');
    expect(stderr).toMatch(/ring buffer/i);
    expect(code).toBe(3);
  });

  it('by a name that two maps have: refused with their ids', async () => {
    const other = new Runner();
    try {
      const second = other.run('here', source);
      await second.until('maps');
      const { code, stderr } = await ebpf(['maps', 'ebw_hash', ...on('here')]);
      expect(stderr).toMatch(/2 maps are named ebw_hash; say which by its id: \d+, \d+/);
      expect(stderr).toContain(ids.get('ebw_hash'));
      expect(code).toBe(2);
      await second.session.stop();
    } finally {
      await other.dispose();
    }
    expect((await ebpf(['maps', 'ebw_hash', ...on('here')])).code).toBe(0);
  });

  it('by a name that no map has: refused', async () => {
    const { code, stderr } = await ebpf(['maps', 'ebw_nowhere', ...on('here')]);
    expect(stderr).toContain('The target has no map ebw_nowhere.');
    expect(code).toBe(2);
  });

  it('come again and again with --interval, until --duration or a closed pipe', async () => {
    const { code, stdout } = await dump('.data', '--interval', '100ms', '--duration', '3s');
    expect(stdout.match(/counted = 103/g)?.length).toBeGreaterThan(2);
    expect(code).toBe(0);
    const piped = startEbpf(['maps', ids.get('.data') ?? '', ...on('here'), '--interval', '50ms']);
    await piped.says(/counted/);
    piped.closeStdout();
    expect((await piped.ended).code).toBe(0);
  });
});
