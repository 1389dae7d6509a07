/** The extension as it comes out of its package: it wakes, its view is there in every theme, and nothing complains. */
import { afterEach, expect, test } from 'vitest';
import { Workbench, type Theme } from './workbench';

let workbench: Workbench | undefined;
afterEach(async () => {
  await workbench?.close();
  workbench = undefined;
});

test.each<Theme>(['light', 'dark', 'high contrast'])(
  'the trace view is there in a %s theme',
  async (theme) => {
    workbench = await Workbench.open({ theme });
    await workbench.runCommand('eBPF: Show Trace');
    const view = await workbench.webview('trace-panel');
    await expect.poll(() => view.locator('body').innerText(), { timeout: 30_000 }).not.toBe('');
    await workbench.screenshot(`trace-empty-${theme.replace(' ', '-')}`);
    expect(workbench.errors).toEqual([]);
  },
);

test('commands and the trace view speak Chinese', async () => {
  workbench = await Workbench.open({ locale: 'zh-cn' });
  await workbench.runCommand('eBPF: 显示跟踪');
  const view = await workbench.webview('trace-panel');
  await expect.poll(() => view.locator('body').innerText(), { timeout: 30_000 }).toMatch(/[\u4e00-\u9fff]/);
  await workbench.screenshot('trace-empty-zh-cn');
  expect(workbench.errors).toEqual([]);
});
