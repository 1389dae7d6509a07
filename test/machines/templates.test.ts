/**
 * Every template and every snippet compiles without a word and the kernels take the programs; those that the agent can
 * attach print what their readme promises.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  expandSnippet,
  readSnippets,
  templateFolders,
  templatesRoot,
  templateText,
} from '../pure/templateFiles';
import { onMachine } from './benchMachines';
import { eventsOf, finallyThere, nothing, on, ownIds, runUntilTraced, stillThere } from './cliRun';
import { ebpf, startEbpf } from './ebpf';

const { vm, here } = inject('machines');
/** They do their work without a trace line; what that is is tested below and in templateMaps.test.ts. */
const silent = ['counter-map', 'histogram', 'iterator', 'perf-profiler', 'struct-ops'];
/** This machine's kernel is locked down, which takes away what can change the kernel's own functions. */
const lockedDown = ['fentry', 'lsm'];
const strict = ['--clang-flag=-Wall', '--clang-flag=-Werror'];

const ping = 'busybox ping -c 1 -W 1 127.0.0.1 || true';
const unlink = 'touch /tmp/notes.txt && rm /tmp/notes.txt';
const connect = "bash -c 'echo x > /dev/tcp/127.0.0.1/22' || true";
const talk =
  "busybox nc -l -p 9022 127.0.0.1 >/dev/null & sleep 0.3; bash -c 'echo x > /dev/tcp/127.0.0.1/9022'; kill $! || true";
interface Printing {
  folder: string;
  stimulus: string;
  says: RegExp;
  /** The interface of programs that ask for one. */
  answer: string;
  attach?: string[];
}

const prints: Printing[] = [
  { folder: 'hello', stimulus: 'true', says: /Hello from process \d+/, answer: 'lo' },
  { folder: 'xdp', stimulus: ping, says: /ping of \d+ bytes/, answer: 'lo' },
  {
    folder: 'xdp-drop',
    stimulus: "bash -c 'echo x > /dev/udp/127.0.0.1/9999'",
    says: /dropped a packet from 127\.0\.0\.1/,
    answer: 'lo',
  },
  {
    folder: 'tc-classifier',
    stimulus: connect,
    says: /new connection to 127\.0\.0\.1 port \d+/,
    answer: 'lo',
  },
  { folder: 'socket-filter', stimulus: ping, says: /ping from 127\.0\.0\.1/, answer: 'lo' },
  {
    folder: 'cgroup-connect',
    stimulus: connect,
    says: /connect to 127\.0\.0\.1 port \d+/,
    answer: 'lo',
    attach: ['connect4=/', 'connect6=/'],
  },
  {
    folder: 'sockops',
    stimulus: talk,
    says: /connected to 127\.0\.0\.1 port \d+/,
    answer: 'lo',
    attach: ['follow=/'],
  },
  { folder: 'ringbuf-events', stimulus: 'sleep 9 & kill $!', says: /sends signal 15 to \w+/, answer: 'lo' },
  { folder: 'exec-snoop', stimulus: 'busybox true', says: /busybox is started by process \d+/, answer: 'lo' },
];
const printsWithProbes: Printing[] = [
  { folder: 'kprobe', stimulus: unlink, says: /rm deletes \/tmp\/notes\.txt/, answer: 'lo' },
  {
    folder: 'kretprobe-latency',
    stimulus: unlink,
    says: /vfs_unlink took \d+ ns and returned 0/,
    answer: 'lo',
  },
  {
    folder: 'fentry',
    stimulus: "bash -c 'echo x > /dev/tcp/127.0.0.1/9' || true",
    says: /connecting to 127\.0\.0\.1 port 9/,
    answer: 'lo',
  },
  {
    folder: 'uprobe',
    stimulus: "sh -c 'echo echo typed | bash --norc -i' || true",
    says: /bash \d+: echo typed/,
    answer: 'lo',
  },
  {
    folder: 'lsm',
    stimulus: 'cd /tmp && touch precious && rm -f precious || true',
    says: /precious stays/,
    answer: 'lo',
  },
];

it('every template is run, or is silent', () => {
  const run = [...prints, ...printsWithProbes].map(({ folder }) => folder);
  expect([...run, ...silent].sort()).toEqual(templateFolders);
});

it.each(templateFolders)('the readme of %s promises no more than the agent does', (folder) => {
  expect(templateText(folder, 'README.md')).not.toContain('**For now**');
});

describe.each([
  { name: 'this machine', target: 'local', machine: here, without: lockedDown, list: prints },
  {
    name: 'the 6.1 VM over ssh',
    target: 'vm61',
    machine: vm,
    without: [],
    list: [...prints, ...printsWithProbes],
  },
])('on $name', ({ target, machine, without, list }) => {
  // Both machines have the same clang, and here it is twenty times as fast as on the VM.
  const there = [...on(target), '--build', 'here'];

  it.each(templateFolders.filter((folder) => !without.includes(folder)))('%s loads', async (folder) => {
    const spoken = await ebpf(['verify', sourceOf(folder), ...there, ...strict, '--json']);
    const events = eventsOf(spoken);
    expect(spoken.stderr).toBe('');
    expect(events.filter(({ type }) => type === 'diagnostics' || type === 'warning')).toEqual([
      { type: 'diagnostics', diagnostics: [] },
    ]);
    const programs = events.filter(({ type }) => type === 'program');
    expect(programs.length).toBeGreaterThan(0);
    for (const event of programs) expect(event).toMatchObject({ program: { status: 'loaded' } });
    expect(spoken.code).toBe(0);
  });

  it.each(list)('$folder prints', async ({ folder, stimulus, says, answer, attach = [] }) => {
    const args = [
      sourceOf(folder),
      ...there,
      '--iface',
      answer,
      ...attach.flatMap((one) => ['--attach', one]),
    ];
    const { spoken, events, left } = await runUntilTraced(args, machine, stimulus, says);
    expect(spoken.stderr).toBe('');
    expect(spoken.code).toBe(130);
    expect(events.filter(({ type }) => type === 'notAttached')).toEqual([]);
    expect(events.at(-1)).toEqual({ type: 'stopped', outcome: { kind: 'finished' } });
    expect(left).toEqual(nothing);
  });
});

describe('without a trace line', () => {
  async function running(
    folder: string,
    act: (stdout: string) => Promise<void>,
    ...more: string[]
  ): Promise<void> {
    const run = startEbpf(['run', sourceOf(folder), ...on('local'), ...more, '--json']);
    await act(await run.says(/"state":"streaming"/));
    run.signal('SIGINT');
    const spoken = await run.ended;
    expect(spoken.stderr).toBe('');
    const events = eventsOf(spoken);
    expect(events.at(-1)).toEqual({ type: 'stopped', outcome: { kind: 'finished' } });
    const ids = ownIds(events);
    expect(ids.prog.length).toBeGreaterThan(0);
    expect(await finallyThere(() => stillThere(here, ids))).toEqual([]);
  }

  it('iterator lists the processes', async () => {
    await running('iterator', async (stdout) => {
      const events = eventsOf({ code: null, stdout, stderr: '' });
      const text = String(events.find(({ type }) => type === 'output')?.['text']);
      expect(text).toMatch(/^ +tgid +tid +parent {2}name$/m);
      expect(text).toMatch(new RegExp(`^ +${process.pid} +${process.pid} +${process.ppid} {2}\\S+`, 'm'));
      return Promise.resolve();
    });
  });

  it('struct-ops offers its congestion control while it runs', async () => {
    const offered = () => onMachine(here, 'cat /proc/sys/net/ipv4/tcp_available_congestion_control');
    await running('struct-ops', async () => {
      expect(await offered()).toContain('simple_reno');
    });
    expect(await offered()).not.toContain('simple_reno');
  });

  it('perf-profiler counts the stacks of what is busy', async () => {
    const args = ['--attach', 'take_sample=cpu-clock,frequency=99'];
    await running(
      'perf-profiler',
      async (stdout) => {
        const events = eventsOf({ code: null, stdout, stderr: '' });
        const maps = events.find(({ type }) => type === 'maps')?.['maps'] as { name: string; id: number }[];
        await onMachine(here, "timeout 2 perl -e '$0 = q(ebwbusy); 1 while 1' || true");
        const samples = String(maps.find(({ name }) => name === 'samples')?.id);
        expect((await ebpf(['maps', samples])).stdout).toMatch(/\.comm = "ebwbusy" \}: \d+$/m);
      },
      ...args,
    );
  });
});

describe('snippets', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'snippets '))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(readSnippets())('$prefix compiles', async ({ prefix, body }) => {
    const text = expandSnippet(body);
    const source = path.join(folder, `${prefix}.bpf.c`);
    writeFileSync(source, inContext(prefix, text));
    const events = eventsOf(
      await ebpf([
        'verify',
        source,
        ...on('local'),
        ...strict,
        '--clang-flag=-Wno-unused-variable',
        '--json',
      ]),
    );
    expect(events.filter(({ type }) => type === 'diagnostics')).toEqual([
      { type: 'diagnostics', diagnostics: [] },
    ]);
    expect(events.filter(({ type }) => type === 'built')).toHaveLength(1);
  });
});

/** What the statements among the snippets stand in, with the names that they use when nobody changes them. */
const statements: Record<string, string> = {
  bpfprintk: '',
  bpfcoreread: '',
  bpfreadkernel: '',
  bpfreaduser: '',
  bpfpid: '',
  bpfcomm: '',
  bpflookup: '__u32 key = 0;',
  bpfcount: '__u32 key = 0;',
  bpfringbuf: '',
  bpfipv4: '',
};

/** A file around a snippet: what it needs before it, nothing where it brings its own beginning. */
function inContext(prefix: string, text: string): string {
  if (text.includes('#include')) return text;
  const declared = statements[prefix];
  // `vmlinux.h` has the kernel's types and no macros; the headers for user space have macros and few of its types.
  const beginning = /struct (xdp_md|__sk_buff|ethhdr)\b/.test(text) ? 'bpfnetwork' : 'bpftracing';
  const license = prefix === 'bpflicense' ? '' : beginningOf(beginning);
  if (declared === undefined)
    return `${license || '#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n'}${text}\n`;
  return `${license}
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1); __type(key, __u32); __type(value, __u64); } table SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } events SEC(".maps");
struct event { __u32 pid; };
SEC("xdp")
int program(struct xdp_md *ctx)
{
${declared}
${text}
return 0;
}
`;
}

function beginningOf(prefix: string): string {
  const found = readSnippets().find((snippet) => snippet.prefix === prefix);
  return found === undefined ? '' : `${expandSnippet(found.body)}\n`;
}

function sourceOf(folder: string): string {
  return path.join(templatesRoot, folder, `${folder}.bpf.c`);
}
