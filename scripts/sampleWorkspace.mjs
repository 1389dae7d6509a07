/** A workspace to try the extension in: the first templates, with this machine as the target. */
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, root } from './places.mjs';

/**
 * What is there already stays: it may have been edited.
 * @returns {{ folder: string, first: string }} and the file to open first
 */
export function sampleWorkspace() {
  const folder = cache('sample-workspace');
  for (const name of ['hello', 'kprobe', 'xdp']) {
    const to = join(folder, name);
    if (!existsSync(to))
      cpSync(join(root, 'bpf-templates', name), to, { recursive: true, filter: isForReaders });
  }
  const settings = join(folder, '.vscode', 'settings.json');
  if (!existsSync(settings)) {
    mkdirSync(join(folder, '.vscode'), { recursive: true });
    writeFileSync(
      settings,
      `${JSON.stringify({ 'ebpf.defaultTarget': 'local', 'workbench.startupEditor': 'none' }, null, 2)}\n`,
    );
  }
  return { folder, first: join(folder, 'hello', 'hello.bpf.c') };
}

/** What the wizard asks for is of no use to who reads the program. */
function isForReaders(/** @type {string} */ path) {
  return !path.endsWith('template.json');
}
