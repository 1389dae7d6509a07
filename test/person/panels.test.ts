/**
 * Maps, events, statistics and what is left running as a person meets them, with a program that counts the writes of
 * this machine: one theme looks at maps and variables, the other at events and statistics.
 */
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from '../machines/ebpf';
import { Workbench, type Theme } from './workbench';

/** Of this test's own: others may leave programs running at the same time. */
const leftName = `panels_${process.pid}`;
const pins = path.join('/sys/fs/bpf/ebpf-workbench', leftName);

let folder: string;
let workbench: Workbench | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ebpf-panels-'));
  copyFileSync(
    path.join(root, 'test/fixtures/editor/panels/panels.bpf.c'),
    path.join(folder, 'panels.bpf.c'),
  );
});

afterEach(async () => {
  await workbench?.close();
  workbench = undefined;
  rmSync(pins, { recursive: true, force: true });
  await rm(folder, { recursive: true });
});

test('shows the entries of maps live, and changes them', { timeout: 180_000 }, async () => {
  workbench = await running('dark');
  const { page } = workbench;
  await openMap(page, 'writers');
  const map = await workbench.webview('records-panel .table-row');
  await map.locator('.table-row', { hasText: 'node' }).first().waitFor();
  // Rates come with the second reading, but not for moments.
  await map.getByRole('columnheader', { name: 'writes/s' }).waitFor();
  expect(await map.getByRole('columnheader', { name: 'last_ns/s' }).count()).toBe(0);
  await map.locator('.table-cell.changed').first().waitFor();

  const bytes = map.locator('.table-title[data-column="bytes"] button');
  await bytes.click();
  await eventually(() => isSorted(map, 'bytes', 1)).toBe(true);
  await bytes.click();
  await eventually(() => isSorted(map, 'bytes', -1)).toBe(true);
  await workbench.screenshot('map-dark');

  await add(map, { key: '4242424', writes: '5', comm: 'me' });
  await filter(map, 'key:4242424');
  await eventually(() => cells(map, 'writes')).toEqual(['5']);
  await cell(map, 'writes').click();
  await page.keyboard.press('F2');
  await map.locator('input[name="writes"]').fill('5x');
  await page.keyboard.press('Enter');
  await map.locator('.entry-problem').waitFor();
  await map.locator('input[name="writes"]').fill('0x10');
  await page.keyboard.press('Enter');
  await eventually(() => cells(map, 'writes')).toEqual(['16']);
  await cell(map, 'key').click();
  await page.keyboard.press('Delete');
  await page.locator('.monaco-dialog-box', { hasText: 'Delete the entry 4242424 of writers?' }).waitFor();
  await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Delete' }).click();
  await map.getByText('No entry matches the filter').waitFor();

  await openMap(page, 'sizes');
  const sizes = await workbench.webview('vscode-toolbar-button[icon="graph"]');
  await sizes.locator('vscode-toolbar-button[icon="graph"]').click();
  await sizes.getByText('8 → 15').waitFor();
  await workbench.screenshot('histogram-dark');

  await openMap(page, 'by_cpu');
  const sums = await workbench.webview('.records-facts :text("sums of")');
  await cell(sums, 'value', 3).click();
  await page.keyboard.press('Enter');
  await sums.getByText('CPU 0').waitFor();

  await openMap(page, '.bss');
  const variables = await workbench.webview('[data-column="name"]:text("skipped")');
  const before = Number((await cells(variables, 'value'))[1]);
  await eventually(async () => Number((await cells(variables, 'value'))[1])).toBeGreaterThan(before);

  await workbench.runCommand('eBPF: Stop');
  await variables.getByText('The run has ended.').waitFor();
  await eventually(() => variables.locator('vscode-toolbar-button[icon="refresh"]').count()).toBe(0);
  expect(workbench.errors).toEqual([]);
});

test('shows events and statistics, and leaves programs running', { timeout: 180_000 }, async () => {
  workbench = await running('light');
  const { page } = workbench;
  await openMap(page, 'events');
  const events = await workbench.webview('.records-type');
  await eventually(() => events.locator('.records-type select').inputValue()).toBe('struct event');
  await eventually(async () => (await cells(events, 'comm')).length).toBeGreaterThan(3);
  // Events have the order of time: no column offers another.
  expect(await events.locator('.table-sort').count()).toBe(0);
  await events.locator('vscode-toolbar-button[icon="debug-pause"]').click();
  await events.getByText(/Paused: \d+ new/).waitFor();
  await filter(events, 'bytes:>200');
  await expect
    .poll(async () => (await cells(events, 'bytes')).every((text) => Number(text) > 200))
    .toBe(true);
  await workbench.screenshot('events-light');
  await filter(events, '');
  await events.locator('.records-type select').selectOption('bytes');
  await eventually(() => cells(events, 'pid')).toEqual([]);
  await eventually(async () => (await cells(events, 'record'))[0]).toMatch(/^[\da-f]{2} /);

  await workbench.runCommand('eBPF: Show Statistics');
  const statistics = await workbench.webview('[data-column="instructions"]');
  await filter(statistics, 'name:on_write runs:>0');
  await eventually(async () => new Set(await cells(statistics, 'name'))).toEqual(new Set(['on_write']));
  await eventually(async () =>
    Number((await cells(statistics, 'rate'))[0]?.replaceAll(',', '')),
  ).toBeGreaterThan(0);
  await workbench.screenshot('statistics-light');

  await workbench.runCommand('eBPF: Leave Running');
  await page.locator('.quick-input-widget', { hasText: 'Under which name?' }).waitFor();
  await page.locator('.quick-input-widget input.input').fill(leftName);
  await page.keyboard.press('Enter');
  await page.getByText('Nothing of yours is running.').waitFor();
  expect(existsSync(pins)).toBe(true);
  await treeAction(page, leftName, 'Take Back What Was Left Running');
  await row(page, 'on_write').first().waitFor();
  await workbench.runCommand('eBPF: Stop');
  await eventually(() => existsSync(pins)).toBe(false);
  expect(workbench.errors).toEqual([]);
});

test('exports a table, and asks before it takes away what is loaded', { timeout: 180_000 }, async () => {
  workbench = await running('dark');
  const { page } = workbench;
  await openMap(page, 'sizes');
  const sizes = await workbench.webview('vscode-toolbar-button[icon="export"]');
  await sizes.locator('.table-row').first().waitFor();
  await sizes.locator('vscode-toolbar-button[icon="export"]').click();
  // The dialog offers a name in the workspace, and takes a moment to be ready for it.
  const file = path.join(folder, 'sizes_This_Machine.csv');
  const place = page.locator('.quick-input-widget input.input');
  await eventually(() => place.inputValue()).toBe(file);
  await page.keyboard.press('Enter');
  await eventually(() => (existsSync(file) ? readFileSync(file, 'utf8').split('\r\n')[0] : '')).toMatch(
    /^key,value/,
  );

  await workbench.runCommand('eBPF: Leave Running');
  await page.locator('.quick-input-widget input.input').fill(leftName);
  await page.keyboard.press('Enter');
  await page.getByText('Nothing of yours is running.').waitFor();

  await row(page, 'Pins').first().click();
  const pin = path.join(pins, 'maps', 'sizes');
  await treeAction(page, 'sizes', 'Unpin');
  const question = page.locator('.monaco-dialog-box', { hasText: `Unpin ${pin}?` });
  await question.getByText(`Whose it is: left running as ${leftName}`).waitFor();
  await workbench.screenshot('unpin-dark');
  await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Unpin' }).click();
  await eventually(() => existsSync(pin)).toBe(false);

  await treeAction(page, leftName, 'End What Was Left Running');
  await page.locator('.monaco-dialog-box', { hasText: `End ${leftName}` }).waitFor();
  await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'End It' }).click();
  await eventually(() => existsSync(pins)).toBe(false);
  expect(workbench.errors).toEqual([]);
});

/** The editor with the program running and the trees in sight. */
async function running(theme: Theme): Promise<Workbench> {
  const opened = await Workbench.open({ workspace: folder, theme });
  const { page } = opened;
  await opened.openFile('panels.bpf.c');
  await opened.runCommand('eBPF: Run on This Machine');
  await opened.webview('trace-panel', 120_000);
  await page.locator('.activitybar [aria-label^="eBPF"]').first().click();
  await row(page, 'writers').waitFor({ timeout: 60_000 });
  await opened.runCommand('View: Hide Panel');
  return opened;
}

function row(page: Page, name: string) {
  return page.locator('.monaco-list-row').filter({ has: page.getByText(name, { exact: true }) });
}

async function openMap(page: Page, name: string): Promise<void> {
  await row(page, name).first().click();
}

async function treeAction(page: Page, name: string, title: string): Promise<void> {
  const action = row(page, name).first().locator(`.action-label[aria-label^="${title}"]`);
  // The tree may look again just then, and move the row away from under the pointer.
  const pressed = async (): Promise<boolean> => {
    await row(page, name).first().hover({ timeout: 2000 });
    await action.click({ timeout: 2000 });
    return true;
  };
  await eventually(() => pressed().catch(() => false)).toBe(true);
}

function cell(panel: Frame, column: string, at = 0) {
  return panel.locator(`.table-cell[data-column="${column}"]`).nth(at);
}

function cells(panel: Frame, column: string): Promise<string[]> {
  return panel.locator(`.table-cell[data-column="${column}"]`).allInnerTexts();
}

async function isSorted(panel: Frame, column: string, sign: 1 | -1): Promise<boolean> {
  const numbers = (await cells(panel, column)).map(Number);
  return (
    numbers.length > 3 && numbers.every((one, at) => at === 0 || sign * (one - (numbers[at - 1] ?? 0)) >= 0)
  );
}

async function filter(panel: Frame, text: string): Promise<void> {
  await panel.locator('vscode-textfield input').fill(text);
}

async function add(panel: Frame, values: Record<string, string>): Promise<void> {
  await panel.locator('vscode-toolbar-button[icon="add"]').click();
  for (const [name, text] of Object.entries(values)) await panel.locator(`input[name="${name}"]`).fill(text);
  await panel.getByRole('button', { name: 'Save' }).click();
  await eventually(() => panel.locator('dialog').count()).toBe(0);
}

/** A busy machine takes its time. */
function eventually<T>(look: () => T) {
  return expect.poll(look, { timeout: 15_000, interval: 100 });
}
