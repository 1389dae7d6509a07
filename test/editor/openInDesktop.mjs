/** Opens the desktop's VS Code with this extension and the suites. It needs a display, and internet for the download. */
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { writeSettings } from '../../scripts/codeServer/settings.mjs';
import { root } from '../../scripts/places.mjs';
import { mkdirSync } from 'node:fs';

/** @param {import('./openInCodeServer.mjs').EditorRun} run */
export async function open({ folder, workspace, tests, settings, env }) {
  const executable = process.env.EBPF_WORKBENCH_VSCODE;
  const userData = join(folder, 'user-data');
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeSettings(userData, settings);
  await runTests({
    ...(executable ? { vscodeExecutablePath: executable } : {}),
    extensionDevelopmentPath: root,
    extensionTestsPath: tests,
    extensionTestsEnv: env,
    launchArgs: [
      workspace,
      '--user-data-dir',
      userData,
      '--disable-extensions',
      '--disable-workspace-trust',
      '--no-sandbox',
    ],
  }).catch((/** @type {unknown} */ error) => {
    // Failed tests end it with an error too; the result file tells more.
    console.error(String(error));
  });
}
