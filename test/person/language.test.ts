/** Writing a program as a person does: from a template, with completion, explanations and problems as one types. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from '../../scripts/places.mjs';
import { Workbench } from './workbench';

let folder: string;
let workbench: Workbench | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ebpf-language-'));
  copyFileSync(path.join(root, 'test/fixtures/editor/language.bpf.c'), path.join(folder, 'count.bpf.c'));
});
afterEach(async () => {
  await workbench?.close();
  workbench = undefined;
  rmSync(folder, { recursive: true });
});

test('problems, completion and explanations stand in the editor', { timeout: 180_000 }, async () => {
  workbench = await Workbench.open({ workspace: folder, settings: { 'ebpf.defaultTarget': 'local' } });
  const { page } = workbench;
  await workbench.openFile('count.bpf.c');
  await page.locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
  await page.locator('.squiggly-warning').first().waitFor();

  // To the lookup's line, behind `bpf_map_`, and ask what there is.
  await page.keyboard.press('Control+g');
  await page.keyboard.type('17:25');
  await page.keyboard.press('Enter');
  await page.locator('.statusbar-item', { hasText: /Ln 17,/ }).waitFor();
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  await suggested('bpf_map_lookup_elem');
  await workbench.screenshot('language-completion');
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+k');
  await page.keyboard.press('Control+i');
  await page.locator('.monaco-hover').getByText('Compare the result with NULL').waitFor();
  await workbench.screenshot('language-hover');
  await page.keyboard.press('Escape');

  // Another section: functions of this machine's kernel, which is the target.
  await page.keyboard.press('Control+g');
  await page.keyboard.type('13:9');
  await page.keyboard.press('Enter');
  await page.locator('.statusbar-item', { hasText: /Ln 13,/ }).waitFor();
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  for (let letter = 0; letter < 'xpd'.length; letter++) await page.keyboard.press('Backspace');
  await page.keyboard.type('fentry/vfs_rea');
  await suggested('vfs_read');
  await workbench.screenshot('language-kernel');
  await page.keyboard.press('Escape');
  expect(workbench.errors).toEqual([]);

  /** Asks for suggestions until this one is among them. */
  async function suggested(label: string): Promise<void> {
    const row = page.locator('.suggest-widget .monaco-list-row').filter({ hasText: label }).first();
    // A key that comes while the editor takes the focus back is lost; a person presses it again.
    const ask = async (): Promise<boolean> => {
      if (!(await row.isVisible())) await page.keyboard.press('Control+Space');
      return row.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
    };
    await expect.poll(ask, { timeout: 30_000, interval: 100 }).toBe(true);
  }
});

test('a new program comes from a template', { timeout: 180_000 }, async () => {
  workbench = await Workbench.open({ workspace: folder, locale: 'zh-cn' });
  const { page } = workbench;
  await workbench.runCommand('eBPF: 新建程序…');
  const input = page.locator('.quick-input-widget input.input');
  await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'kprobe' }).first().waitFor();
  await workbench.screenshot('language-new-program');
  await input.fill('内核函数 kprobe');
  await page.keyboard.press('Enter');
  await page.getByText('要探测的内核函数').waitFor();
  await input.fill('vfs_read');
  await page.keyboard.press('Enter');
  // The dialog for the name proposes one in this folder.
  await expect.poll(() => input.inputValue()).toContain('kprobe.bpf.c');
  await page.keyboard.press('Enter');
  await page.locator('.tab', { hasText: 'kprobe.bpf.c' }).waitFor();
  expect(existsSync(path.join(folder, 'kprobe.bpf.c'))).toBe(true);
  await page.locator('.view-lines').getByText('vfs_read').first().waitFor();
  await workbench.screenshot('language-from-template');
  expect(workbench.errors).toEqual([]);
});
