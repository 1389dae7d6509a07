/**
 * The main job as a person does it, on the 6.1 VM over SSH: open a file, "eBPF: Run on Remote", choose the machine,
 * read the program's lines in the panel, stop. The kernel's own lists say that nothing is left.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { kernelHoldings, newSince, type KernelHoldings } from '../machines/benchKernel';
import { onMachine } from '../machines/benchMachines';
import { fixture, nothing, settled } from '../machines/cliRun';
import { Workbench } from './workbench';

const { vm } = inject('machines');
const ping = 'busybox ping -c 1 -W 1 127.0.0.1 || true';
const programs = [
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

let workspace: string;
let workbench: Workbench | undefined;
let before: KernelHoldings;

beforeAll(() => {
  workspace = mkdtempSync(path.join(tmpdir(), 'ebpf-tutorials-'));
  for (const { file } of programs) copyFileSync(fixture(`tutorials/${file}`), path.join(workspace, file));
});
afterEach(async () => {
  await workbench?.close();
  workbench = undefined;
});
afterAll(() => rmSync(workspace, { recursive: true }));

test.each(programs)('$file runs from the editor', async ({ file, stimulus, says, iface }) => {
  before = await kernelHoldings(vm);
  workbench = await Workbench.open({ workspace, theme: 'dark' });
  const { page } = workbench;
  await workbench.openFile(file);
  await page.getByText('▶ Run').first().waitFor();

  await workbench.runCommand('eBPF: Run on Remote');
  await choose(page.locator('.quick-input-list'), 'vm61');
  if (iface) await choose(page.locator('.quick-input-list'), 'lo');

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

/** Takes the row of the open quick pick whose label begins with `label`. */
async function choose(list: ReturnType<Workbench['page']['locator']>, label: string): Promise<void> {
  const row = list.locator('.monaco-list-row').filter({ hasText: new RegExp(`^\\W*${label}\\b`) });
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
