/** A headless Chromium for the editor's window: the system's own, driven by playwright-core. */
import { accessSync } from 'node:fs';
import { chromium } from 'playwright-core';

/** @param {import('playwright-core').LaunchOptions} [options] @returns {Promise<import('playwright-core').Browser>} */
export function launchBrowser(options = {}) {
  return chromium.launch({
    executablePath: executable(),
    args: [
      '--no-sandbox', // its sandbox refuses to run as root
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking', // it looks for its maker's hosts otherwise
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ],
    ...options,
  });
}

function executable() {
  const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  for (const path of [process.env.EBPF_WORKBENCH_BROWSER, ...known]) {
    try {
      if (path) {
        accessSync(path);
        return path;
      }
    } catch {
      // the next one
    }
  }
  throw new Error('no Chromium; on Debian: apt-get install chromium');
}
