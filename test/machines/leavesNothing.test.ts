/** However a run ends, the kernel's lists are as they were: one program of each family, attached all at once. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { onMachine } from './benchMachines';
import { startProxy } from './benchProxy';
import { eventsOf, finallyThere, fixture, ownIds, stillThere, type OwnIds } from './cliRun';
import { startEbpf } from './ebpf';

const { here } = inject('machines');
const source = fixture('live/families.bpf.c');
/** Of the test alone, and not the one that the connection runs over. */
const device = `ebwf${process.pid}`.slice(0, 15);
const route = '10.98.77.0/24';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ebpf-families-'));
  await onMachine(here, `ip link add ${device} type veth && ip link set ${device} up`);
});
afterAll(async () => {
  await onMachine(here, `ip link del ${device}`);
  await rm(folder, { recursive: true });
});

const targets = {
  ebw_xdp: device,
  ebw_tc: `${device},priority=9`,
  ebw_cgroup: '/',
  ebw_socket: device,
  ebw_perf: 'cpu-clock,frequency=9',
  ebw_route: `${route},dev=${device}`,
};
const attached = [
  'ebw_cgroup',
  'ebw_iter',
  'ebw_msg',
  'ebw_perf',
  'ebw_raw',
  'ebw_route',
  'ebw_socket',
  'ebw_tc',
];

/** What the kernel's lists have of the run, by its own ids, and then of what has none. */
async function held(ids: OwnIds): Promise<string[]> {
  const bare = await onMachine(
    here,
    `ip route show ${route}; tc filter show dev ${device} ingress; tc qdisc show dev ${device} clsact; ip -o link show ${device} | grep -o 'xdp[a-z]*' || true`,
  );
  return [...(await stillThere(here, ids)), ...bare.split('\n').filter((line) => line !== '')];
}

it.each([
  { how: 'stopped', end: 'SIGINT' },
  { how: 'killed', end: 'SIGKILL' },
  { how: 'cut off', end: 'cut' },
] as const)('a run that is $how', async ({ end }) => {
  const proxy = await startProxy({ host: here.host, port: here.port });
  try {
    const config = path.join(folder, `config-${end}`);
    const lines = [
      'HostName 127.0.0.1',
      `Port ${proxy.port}`,
      `User ${here.user}`,
      `IdentityFile ${here.keyFile}`,
    ];
    const trust = ['StrictHostKeyChecking accept-new', `UserKnownHostsFile ${config}-known_hosts`];
    await writeFile(config, `Host proxied\n${[...lines, ...trust].map((line) => `  ${line}\n`).join('')}`);
    const answers = Object.entries(targets).flatMap(([program, target]) => [
      '--attach',
      `${program}=${target}`,
    ]);
    // The root of the control groups has the connection's processes, but connect4 cannot cut what stands.
    const on = ['--target', 'proxied', '--ssh-config', config, '--build', 'here'];
    const run = startEbpf(['run', source, ...on, ...answers, '--json']);
    const events = eventsOf({ code: null, stdout: await run.says(/"state":"streaming"/), stderr: '' });
    const programs = events.flatMap((event) =>
      event['type'] === 'attached' ? [String(event['program'])] : [],
    );
    expect(programs.sort()).toEqual([...attached, 'ebw_uprobe', 'ebw_xdp']);
    const ids = ownIds(events);
    expect(ids.prog).toHaveLength(10);
    const before = await held(ids);
    const named = [
      ...ids.prog.map((id) => `prog ${id}`),
      ...ids.map.map((id) => `map ${id}`),
      ...ids.link.map((id) => `link ${id}`),
    ];
    expect(before).toEqual(expect.arrayContaining(named));
    const bare = before.slice(named.length).join('\n');
    for (const one of [route, 'clsact', 'ebw_tc', 'xdp']) expect(bare).toContain(one);

    if (end === 'cut') proxy.cut();
    else run.signal(end);
    await run.ended;
    expect(await finallyThere(() => held(ids))).toEqual([]);
  } finally {
    await proxy.close();
  }
});
