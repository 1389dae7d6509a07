/**
 * Mounts tracefs and bpffs of this machine where they are not. The agent needs neither mounted; the tests do, to ask
 * the kernel by other means whether anything was left. They stay mounted: another run may be using them.
 */
import { readFileSync } from 'node:fs';
import { exec } from '../exec.mjs';

const wanted = [
  ['tracefs', '/sys/kernel/tracing'],
  ['bpf', '/sys/fs/bpf'],
];

export async function mountTracing() {
  for (const [type, path] of wanted) {
    // tracefs /sys/kernel/tracing tracefs rw,relatime 0 0
    const there = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .some((line) => line.split(' ')[1] === path && line.split(' ')[2] === type);
    if (!there) await exec('mount', ['-t', type, type, path]);
  }
}
