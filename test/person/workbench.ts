/**
 * A person at VS Code: a server with the packed extension and empty user data, and a browser window on it. What a
 * test does goes through keys and clicks; what it sees it reads from the window.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { launchBrowser } from '../../scripts/browser.mjs';
import { withoutGallery, writeSettings } from '../../scripts/codeServer/settings.mjs';
import { startCodeServer } from '../../scripts/codeServer/start.mjs';
import { root } from '../../scripts/places.mjs';

export type Theme = 'light' | 'dark' | 'high contrast';

const themes: Record<Theme, string> = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'high contrast': 'Default High Contrast',
};

export interface WorkbenchOptions {
  /** Folder to open; default: an empty one. */
  workspace?: string;
  theme?: Theme;
  /** Display language, e.g. `zh-cn`. */
  locale?: string;
  /** The user's settings besides the theme and the ssh config with the test machines. */
  settings?: Record<string, unknown>;
}

export class Workbench {
  /** Errors of the window's console that are not the editor's own habit. */
  readonly errors: string[] = [];
  readonly #settings: Record<string, unknown>;

  private constructor(
    readonly page: Page,
    readonly workspace: string,
    private readonly userData: string,
    settings: Record<string, unknown>,
    private readonly end: () => Promise<void>,
  ) {
    this.#settings = settings;
    page.on('console', (message) => {
      if (message.type() === 'error' && !isHabit(message.text())) this.errors.push(message.text());
    });
    page.on('pageerror', (error) => this.errors.push(String(error)));
  }

  static async open(options: WorkbenchOptions = {}): Promise<Workbench> {
    const folder = mkdtempSync(path.join(tmpdir(), 'ebpf-person-'));
    const workspace = options.workspace ?? path.join(folder, 'workspace');
    mkdirSync(workspace, { recursive: true });
    const settings = {
      'workbench.colorTheme': themes[options.theme ?? 'dark'],
      'ebpf.ssh.configFile': inject('machines').sshConfig,
      ...options.settings,
    };
    const server = await startCodeServer({
      folder,
      extensions: inject('extensions'),
      settings,
      env: withoutGallery,
      ...(options.locale === undefined ? {} : { locale: options.locale }),
    });
    const browser = await launchBrowser();
    const page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      ...(options.locale === undefined ? {} : { locale: options.locale }),
    });
    const workbench = new Workbench(page, workspace, server.userData, settings, async () => {
      await browser.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    await page.goto(`${server.url}?folder=${encodeURIComponent(workspace)}`);
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    return workbench;
  }

  /** Leaves a picture of how it ended, which tells most about a test that failed. */
  async close(): Promise<void> {
    const path = picture(`end of ${expect.getState().currentTestName ?? 'no test'}`);
    await this.page.screenshot({ path }).catch(() => undefined);
    await this.end();
  }

  /** Opens a file of the workspace by its name, through Quick Open. */
  async openFile(name: string): Promise<void> {
    await this.#quickInput('Control+P', name, name);
    await this.page.locator(`.tab[data-resource-name="${name}"]`).waitFor();
  }

  /** Runs a command by its title in the palette, e.g. `eBPF: Show Trace`. */
  async runCommand(title: string): Promise<void> {
    await this.#quickInput('F1', `>${title}`, title);
  }

  /** Changes the user's settings while the editor runs; those not named stay. */
  changeSettings(settings: Record<string, unknown>): void {
    Object.assign(this.#settings, settings);
    writeSettings(this.userData, this.#settings);
  }

  /** Takes a picture of the window; it stays in test-results/ for people to look at. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: picture(name), animations: 'disabled' });
  }

  /** The inner frame of the webview that holds the element, as soon as there is one. */
  async webview(selector: string, timeout = 30_000): Promise<Frame> {
    const end = Date.now() + timeout;
    for (;;) {
      for (const frame of this.page.frames()) {
        // A frame may go away while it is asked.
        if (
          (await frame
            .locator(selector)
            .count()
            .catch(() => 0)) > 0
        )
          return frame;
      }
      if (Date.now() > end) throw new Error(`no webview with ${selector} within ${timeout} ms`);
      await this.page.waitForTimeout(100);
    }
  }

  /**
   * Types into the quick input that the key opens, and takes the answer that says `wanted`. The list fills as the
   * editor wakes, and offers something similar until then: it is asked again rather than taken at its first word.
   */
  async #quickInput(key: string, text: string, wanted: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input.input');
    const row = this.page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: wanted });
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await this.page.keyboard.press(key);
      await input.waitFor();
      await input.fill(text);
      const found = row.waitFor({ timeout: 3000 }).then(() => true);
      if (await found.catch(() => false)) {
        await this.page.keyboard.press('Enter');
        return;
      }
      await this.page.keyboard.press('Escape');
    }
    throw new Error(`the editor does not offer ${wanted}`);
  }
}

function picture(name: string): string {
  return path.join(root, 'test-results', `${name.replaceAll(/[^\w-]+/g, '-')}.png`);
}

/** What the editor's own window complains about when there is no internet and no TLS. */
function isHabit(text: string): boolean {
  return [
    /net::ERR_/,
    /Failed to load resource/,
    /An SSL certificate error/,
    /No extension gallery service configured/,
    /service worker/i,
    /Error: Unable to resolve service/,
  ].some((habit) => habit.test(text));
}
