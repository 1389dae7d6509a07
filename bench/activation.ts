/**
 * How long the extension takes to activate, by the extension host's own measure ("Developer: Show Running
 * Extensions"), with the packed extension in a fresh editor on a folder with a BPF program.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { launchBrowser } from '../scripts/browser.mjs';
import { installExtension, startCodeServer } from '../scripts/codeServer/start.mjs';
import { packVsix } from '../scripts/vsix.mjs';
import { median, report } from './report';
import { root } from './session';

const rounds = 5;
const wantedMs = 50;

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ebpf-activation-'));
  const extensions = path.join(folder, 'extensions');
  const workspace = path.join(folder, 'workspace');
  mkdirSync(workspace);
  copyFileSync(path.join(root, 'bpf-templates/hello/hello.bpf.c'), path.join(workspace, 'hello.bpf.c'));
  const took: number[] = [];
  try {
    const { file } = await packVsix(folder);
    await installExtension(file, folder, extensions);
    for (let round = 0; round < rounds; round += 1) {
      const milliseconds = await activate(path.join(folder, String(round)), extensions, workspace);
      console.log(`  round ${round}: ${milliseconds} ms`);
      took.push(milliseconds);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  report({
    name: 'activation',
    unit: 'ms',
    ours: median(took),
    peerName: 'limit',
    peer: wantedMs,
    wanted: { atMost: 1 },
  });
}

async function activate(folder: string, extensions: string, workspace: string): Promise<number> {
  const server = await startCodeServer({ folder, extensions, settings: {} });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}?folder=${encodeURIComponent(workspace)}`);
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    await page.keyboard.press('F1');
    const input = page.locator('.quick-input-widget input.input');
    await input.fill('>Developer: Show Running Extensions');
    await page.locator('.quick-input-list .monaco-list-row.focused').waitFor();
    await page.keyboard.press('Enter');
    const row = page.locator('.runtime-extensions-editor .extension').filter({ hasText: 'eBPF Workbench' });
    // Activation: 12ms
    const text = await row
      .locator('.activation-time', { hasText: /\d+\s*ms/ })
      .textContent({ timeout: 30_000 });
    const milliseconds = Number(/(\d+)\s*ms/.exec(text ?? '')?.[1]);
    if (Number.isNaN(milliseconds)) throw new Error(`No activation time in "${text ?? ''}"`);
    return milliseconds;
  } finally {
    await browser.close();
    await server.stop();
  }
}

void main();
