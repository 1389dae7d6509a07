/**
 * Packs the extension as users get it and installs it into an editor's extension folder, once for all tests of the
 * layer; and starts the machines unless whoever started the tests has them running.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { installExtension } from '../../scripts/codeServer/start.mjs';
import { packVsix } from '../../scripts/vsix.mjs';
import startMachines from '../machines/globalSetup';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of installed extensions, with ours from its .vsix. */
    extensions: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ebpf-person-setup-'));
  const extensions = path.join(folder, 'extensions');
  const { file } = await packVsix(folder);
  await installExtension(file, folder, extensions);
  project.provide('extensions', extensions);
  const stopMachines = await startMachines(project);
  return async () => {
    await stopMachines?.();
    rmSync(folder, { recursive: true, force: true });
  };
}
