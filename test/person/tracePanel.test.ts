/**
 * The Trace view as a person uses it, with the lines of a real program on this machine: filter, go to the print,
 * pause, choose columns, hide and show again, clear.
 */
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Workbench } from './workbench';

// Forks happen all the time on a machine that tests; a blank line after each message is what the "\n" leaves.
const source = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tracepoint/sched/sched_process_fork")
int forked(void *ctx)
{
	bpf_printk("fork seen by %d\\n", bpf_get_current_pid_tgid() >> 32);
	return 0;
}

SEC("tracepoint/sched/sched_process_exit")
int exited(void *ctx)
{
	bpf_printk("exit seen");
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
`;

let folder: string;
let workbench: Workbench | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ebpf-trace-'));
  writeFileSync(path.join(folder, 'forks.bpf.c'), source);
});

afterEach(async () => {
  await workbench?.close();
  workbench = undefined;
  await rm(folder, { recursive: true });
});

test('shows, filters, holds and keeps the lines of a running program', { timeout: 300_000 }, async () => {
  workbench = await Workbench.open({ workspace: folder });
  const { page } = workbench;
  await workbench.openFile('forks.bpf.c');
  await page.getByText('▶ Run').first().waitFor();
  await workbench.runCommand('eBPF: Run on This Machine');
  let panel = await workbench.webview('trace-panel', 120_000);
  await panel.locator('.table-row', { hasText: 'fork seen by' }).first().waitFor({ timeout: 120_000 });
  await expect.poll(() => texts(panel)).not.toContain('');

  await panel.locator('vscode-toolbar-button[icon="debug-pause"]').click();
  await panel.locator('.trace-paused', { hasText: /\d+ new lines/ }).waitFor();
  await panel.locator('vscode-textfield').click();
  await page.keyboard.type('/exit s..n/');
  await expect.poll(async () => new Set(await messages(panel))).toEqual(new Set(['exit seen']));
  await panel.locator('.trace-count', { hasText: / of / }).waitFor();
  await workbench.screenshot('trace-filtered');

  await page.keyboard.type('(');
  await panel.locator('.trace-filter-problem, .trace-empty').first().waitFor();
  await page.keyboard.press('Backspace');
  await expect.poll(async () => (await messages(panel)).length).toBeGreaterThan(0);

  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await panel.locator('.table-row.active').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.statusbar-item', { hasText: /Ln 14, .*\(23 selected\)/ }).waitFor();

  await panel.locator('vscode-toolbar-button[icon="settings"]').click();
  await panel.getByRole('menuitemcheckbox', { name: 'Function' }).click();
  await page.keyboard.press('Escape');
  await expect.poll(() => panel.getByRole('columnheader', { name: 'Function' }).count()).toBe(0);

  // A hidden page is gone; what it showed is there again when it comes back.
  await workbench.runCommand('View: Focus Problems');
  await expect.poll(() => panel.isDetached()).toBe(true);
  await workbench.runCommand('eBPF: Show Trace');
  panel = await workbench.webview('.table-row');
  expect(await panel.locator('vscode-textfield input').inputValue()).toBe('/exit s..n/');
  expect(await panel.getByRole('columnheader', { name: 'Function' }).count()).toBe(0);
  await panel.locator('.table-row.active').waitFor();
  await panel.locator('.trace-paused').waitFor();
  await workbench.screenshot('trace-again');

  await workbench.runCommand('eBPF: Stop');
  await page.getByText('■ Stop').first().waitFor({ state: 'detached' });
  await workbench.runCommand('eBPF: Clear Trace');
  await panel.locator('.trace-empty').waitFor();
  expect(workbench.errors).toEqual([]);
});

/** The rows in sight, as text. */
function texts(panel: Frame): Promise<string[]> {
  return panel.locator('.table-row').allInnerTexts();
}

/** What the rows in sight say; reports of lost events are no messages. */
function messages(panel: Frame): Promise<string[]> {
  return panel.locator('.table-cell[data-column="message"]').allInnerTexts();
}
