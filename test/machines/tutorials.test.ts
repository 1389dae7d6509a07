/** The first programs of tutorials run unmodified, and leave nothing behind. */
import { describe, expect, inject, it } from 'vitest';
import { fixture, nothing, on, runUntilTraced } from './cliRun';

const { vm, here } = inject('machines');
const ping = 'busybox ping -c 1 -W 1 127.0.0.1 || true';

const programs = [
  {
    file: 'fork.bpf.c',
    stimulus: 'true',
    says: /fork seen/,
    kind: 'tracepoint',
    target: 'sched/sched_process_fork',
  },
  { file: 'xdp_count.bpf.c', stimulus: ping, says: /packet number \d+/, kind: 'xdp', target: 'lo' },
  {
    file: 'write_filter.bpf.c',
    stimulus: 'echo x',
    says: /BPF triggered sys_enter_write from PID \d+/,
    kind: 'tracepoint',
    target: 'syscalls/sys_enter_write',
  },
  {
    file: 'xdp_icmp.bpf.c',
    stimulus: ping,
    says: /dropped a ping from 127\.0\.0\.1/,
    kind: 'xdp',
    target: 'lo',
  },
];
const kprobe = {
  file: 'kprobe_write.bpf.c',
  stimulus: 'echo x',
  says: /write called by \w+ \(pid \d+\)/,
  kind: 'kprobe',
  target: '__x64_sys_write',
};

describe.each([
  { name: 'this machine', target: 'local', machine: here, list: programs },
  { name: 'this machine over ssh', target: 'here', machine: here, list: programs.slice(0, 1) },
  { name: 'the 6.1 VM over ssh', target: 'vm61', machine: vm, list: [...programs, kprobe] },
])('on $name', ({ target, machine, list }) => {
  it.each(list)('$file', async ({ file, stimulus, says, kind, target: attachedTo }) => {
    const args = [fixture(`tutorials/${file}`), ...on(target), '--iface', 'lo'];
    const { spoken, events, left } = await runUntilTraced(args, machine, stimulus, says);
    expect(spoken.stderr).toBe('');
    expect(spoken.code).toBe(130);
    const attached = events.filter(({ type }) => type === 'attached');
    expect(attached).toMatchObject([
      { section: expect.any(String) as string, link: { kind, target: attachedTo } },
    ]);
    expect(events.at(-1)).toEqual({ type: 'stopped', outcome: { kind: 'finished' } });
    expect(left).toEqual(nothing);
  });
});
