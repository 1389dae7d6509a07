/** The bench itself: the machines are what the other tests take them for. */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, inject, test } from 'vitest';
import { startSshd } from '../../scripts/machines/sshd.mjs';
import { kernelHoldings } from './benchKernel';
import { onMachine } from './benchMachines';

const { vm, here } = inject('machines');
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

test('the VM runs Linux 6.1 with kprobes and BTF', async () => {
  expect(await onMachine(vm, 'uname -r')).toMatch(/^6\.1\./);
  expect(await onMachine(vm, 'ls /sys/kernel/btf/vmlinux; ls /sys/kernel/tracing/kprobe_events')).toContain(
    'kprobe_events',
  );
});

test("the VM's clock is right", async () => {
  const there = Number(await onMachine(vm, 'date +%s'));
  expect(Math.abs(there - Date.now() / 1000)).toBeLessThan(30);
});

test('the VM cannot write to this machine', async () => {
  const file = path.join(tmpdir(), `written-by-vm-${process.pid}`);
  await onMachine(vm, `echo x >/usr/vm-was-here && rm /usr/vm-was-here; echo x >${file}`);
  expect(() => readFileSync(file)).toThrow('ENOENT');
});

test("the VM's users differ in what sudo asks of them", async () => {
  expect(await onMachine(vm, 'sudo -n id -u', 'alice')).toBe('0\n');
  await expect(onMachine(vm, 'sudo -n id -u', 'bob')).rejects.toThrow('a password is required');
  const { password } = vm.users.bob;
  expect(await onMachine(vm, `echo "${password}" | sudo -S -p '' id -u`, 'bob')).toBe('0\n');
  await expect(
    onMachine(vm, `echo "${vm.users.carol.password}" | sudo -S -p '' id -u`, 'carol'),
  ).rejects.toThrow('carol is not in the sudoers file');
});

test('this machine is reached through its own sshd', async () => {
  expect(await onMachine(here, 'cat /proc/sys/kernel/random/boot_id')).toBe(
    readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'),
  );
});

test.each([
  ['the VM', vm],
  ['this machine', here],
])('%s lists what its kernel holds', async (_name, machine) => {
  const holdings = await kernelHoldings(machine);
  expect(Object.keys(holdings)).toEqual(['programs', 'maps', 'links', 'traceInstances']);
});

test('a second sshd on the port of the first has another host key', async () => {
  const folder = path.join(tmpdir(), `sshd-${process.pid}`);
  const first = await startSshd({ folder });
  cleanups.push(() => first.stop());
  expect(await onMachine(first, 'echo hello')).toBe('hello\n');
  await first.stop();
  const second = await startSshd({ folder: `${folder}-2`, port: first.port });
  cleanups.push(() => second.stop());
  expect(second.fingerprint).toMatch(/^SHA256:/);
  expect(second.fingerprint).not.toBe(first.fingerprint);
  await expect(onMachine({ ...second, knownHosts: first.knownHosts }, 'true')).rejects.toThrow(
    /HOST IDENTIFICATION HAS CHANGED|verification failed/,
  );
});
