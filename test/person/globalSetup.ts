/**
 * Packs the extension as users get it and installs it into an editor's extension folder, once for all tests of the
 * layer; and starts the machines unless whoever started the tests has them running.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { installExtension } from '../../scripts/codeServer/start.mjs';
import { cache } from '../../scripts/places.mjs';
import { packVsix } from '../../scripts/vsix.mjs';
import startMachines from '../machines/globalSetup';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of installed extensions, with ours from its .vsix. */
    extensions: string;
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const folder = cache('person');
  const extensions = path.join(folder, 'extensions');
  rmSync(extensions, { recursive: true, force: true });
  const { file } = await packVsix(folder);
  await installExtension(file, folder, extensions);
  project.provide('extensions', extensions);
  return startMachines(project);
}
