/** However a run ends, the kernel's lists are as they were: one program of each family, attached all at once. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { onMachine } from './benchMachines';
import { startProxy } from './benchProxy';
import { eventsOf, fixture } from './cliRun';
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
const attached = ['ebw_cgroup', 'ebw_iter', 'ebw_msg', 'ebw_perf', 'ebw_raw', 'ebw_route', 'ebw_socket', 'ebw_tc'];

/** What the kernel's lists have of the run, by its own ids, and of what has none. */
async function held(ids: Record<'prog' | 'map' | 'link', number[]>): Promise<string[]> {
  const lists = Object.entries(ids).map(([kind, wanted]) =>
    onMachine(here, `bpftool -j ${kind} show`).then((json) =>
      (JSON.parse(json) as { id: number }[])
        .filter(({ id }) => wanted.includes(id))
        .map(({ id }) => `${kind} ${id}`),
    ),
  );
  const bare = onMachine(
    here,
    `ip route show ${route}; tc filter show dev ${device} ingress; tc qdisc show dev ${device} clsact; ip -o link show ${device} | grep -o 'xdp[a-z]*' || true`,
  );
  return [...(await Promise.all(lists)).flat(), ...(await bare).split('\n').filter((line) => line !== '')];
}

it.each([
  { how: 'stopped', end: 'SIGINT' },
  { how: 'killed', end: 'SIGKILL' },
  { how: 'cut off', end: 'cut' },
] as const)('a run that is $how', async ({ end }) => {
  const proxy = await startProxy({ host: here.host, port: here.port });
  try {
    const config = path.join(folder, `config-${end}`);
    const lines = ['HostName 127.0.0.1', `Port ${proxy.port}`, `User ${here.user}`, `IdentityFile ${here.keyFile}`];
    const trust = ['StrictHostKeyChecking accept-new', `UserKnownHostsFile ${config}-known_hosts`];
    await writeFile(config, `Host proxied\n${[...lines, ...trust].map((line) => `  ${line}\n`).join('')}`);
    const answers = Object.entries(targets).flatMap(([program, target]) => ['--attach', `${program}=${target}`]);
    // The root of the control groups has the connection's processes, but connect4 cannot cut what stands.
    const on = ['--target', 'proxied', '--ssh-config', config, '--build', 'here'];
    const run = startEbpf(['run', source, ...on, ...answers, '--json']);
    const events = eventsOf({ code: null, stdout: await run.says(/"state":"streaming"/), stderr: '' });
    const links = events.flatMap((event) =>
      event['type'] === 'attached' ? [event as { program: string; link: { id?: number } }] : [],
    );
    expect(links.map(({ program }) => program).sort()).toEqual([...attached, 'ebw_uprobe', 'ebw_xdp']);
    const ids = {
      prog: events.flatMap((event) =>
        event['type'] === 'program' ? [(event['program'] as { id: number }).id] : [],
      ),
      map: events.flatMap((event) =>
        event['type'] === 'maps' ? (event['maps'] as { id: number }[]).map(({ id }) => id) : [],
      ),
      link: links.flatMap(({ link }) => (link.id === undefined ? [] : [link.id])),
    };
    expect(ids.prog).toHaveLength(10);
    const before = await held(ids);
    expect(before).toHaveLength(10 + ids.map.length + ids.link.length + 4);

    if (end === 'cut') proxy.cut();
    else run.signal(end);
    await run.ended;
    const deadline = Date.now() + 6000;
    while (Date.now() < deadline && (await held(ids)).length > 0)
      await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await held(ids)).toEqual([]);
  } finally {
    await proxy.close();
  }
});
