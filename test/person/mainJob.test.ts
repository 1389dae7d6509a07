/**
 * The main job as a person does it, on the 6.1 VM over SSH: open a file, "eBPF: Run on Remote", choose the machine,
 * read the program's lines in the panel, stop. The kernel's own lists say that nothing is left.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { kernelHoldings, newSince, type KernelHoldings } from '../machines/benchKernel';
import { onMachine } from '../machines/benchMachines';
import { fixture, nothing, settled } from '../machines/cliRun';
import { root } from '../machines/ebpf';
import { Workbench } from './workbench';

const { vm } = inject('machines');
const ping = 'busybox ping -c 1 -W 1 127.0.0.1 || true';
const unlink = 'touch /tmp/notes.txt && rm /tmp/notes.txt';
const programs = [
  // The README shows a picture of this one.
  { file: 'kprobe.bpf.c', stimulus: unlink, says: /rm deletes \/tmp\/notes\.txt/, iface: false },
  { file: 'kprobe_write.bpf.c', stimulus: 'echo x', says: /write called by \w+ \(pid \d+\)/, iface: false },
  { file: 'fork.bpf.c', stimulus: 'true', says: /fork seen/, iface: false },
  {
    file: 'write_filter.bpf.c',
    stimulus: 'echo x',
    says: /triggered sys_enter_write from PID \d+/,
    iface: false,
  },
  { file: 'xdp_count.bpf.c', stimulus: ping, says: /packet number \d+/, iface: true },
  { file: 'xdp_icmp.bpf.c', stimulus: ping, says: /dropped a ping from 127\.0\.0\.1/, iface: true },
];

let folder: string;
let workspace: string;
let workbench: Workbench | undefined;
let before: KernelHoldings;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ebpf-main-job-'));
  workspace = path.join(folder, 'first-programs');
  mkdirSync(workspace);
  for (const { file } of programs) {
    const template = path.join(root, 'bpf-templates/kprobe', file);
    copyFileSync(existsSync(template) ? template : fixture(`tutorials/${file}`), path.join(workspace, file));
  }
});
afterEach(async () => {
  await workbench?.close();
  workbench = undefined;
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(programs)('$file runs from the editor', async ({ file, stimulus, says, iface }) => {
  before = await kernelHoldings(vm);
  workbench = await Workbench.open({ workspace, theme: 'dark' });
  const { page } = workbench;
  await workbench.openFile(file);
  await page.getByText('▶ Run').first().waitFor();

  await workbench.runCommand('eBPF: Run on Remote');
  await choose(page, 'vm61');
  if (iface) await choose(page, 'lo');

  const panel = await workbench.webview('trace-panel');
  const line = await lineThatSays(panel, says, () => onMachine(vm, stimulus));
  expect(line).toMatch(says);
  await page.getByText('■ Stop').first().waitFor();
  await workbench.screenshot(`run-${file.replace('.bpf.c', '')}`);

  await workbench.runCommand('eBPF: Stop');
  await page.getByText('■ Stop').first().waitFor({ state: 'detached' });
  expect(newSince(before, await settled(vm, before))).toEqual(nothing);
  expect(workbench.errors).toEqual([]);
});

/** Takes the row of the open quick pick that is called `label`. */
async function choose(page: Workbench['page'], label: string): Promise<void> {
  const name = page.locator('.label-name').filter({ hasText: new RegExp(`^\\s*${label}\\s*$`) });
  const row = page.locator('.quick-input-list .monaco-list-row').filter({ has: name });
  await row.first().click({ timeout: 60_000 });
}

/** The text of the first row in the panel that fits, while the machine is given reasons to print. */
async function lineThatSays(panel: Frame, says: RegExp, act: () => Promise<unknown>): Promise<string> {
  const row = panel.locator('[role=row]').filter({ hasText: says });
  const deadline = Date.now() + 90_000;
  while (Date.now() < deadline) {
    await act();
    if ((await row.count()) > 0) return (await row.first().textContent()) ?? '';
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`no line says ${String(says)}:\n${await panel.locator('body').innerText()}`);
}
