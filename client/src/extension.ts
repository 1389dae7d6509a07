/**
 * Activation: builds the shared parts and calls each feature once. Nothing here reads a file, opens a connection
 * or loads a heavy package; the first command that needs a machine does.
 *
 * Activation events (package.json): a workspace with a `*.bpf.c` file, the trace view, our commands. `onLanguage:c`
 * is deliberately not among them: it would start the extension with every plain C file. A BPF file under another
 * name is recognised by its content as soon as the extension is awake.
 */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Scope } from '#targets/scope';
import { createApi, type EbpfWorkbenchApi } from './api';
import { AttachMemory } from './ask/attachMemory';
import * as changeAttachTarget from './ask/changeAttachTarget';
import type { Context } from './context';
import * as explorer from './explorer/explorerFeature';
import * as checkTarget from './doctor/checkTarget';
import { BpfFiles } from './files/bpfFiles';
import * as globals from './globals/globalsFeature';
import { GlobalsMemory } from './globals/globalsMemory';
import * as lenses from './lens/lensFeature';
import * as showLog from './logs/showLog';
import * as maps from './maps/mapFeature';
import * as targetCommands from './machines/targetCommands';
import { sshConfigFile } from './machines/sshConfigFile';
import { Targets } from './machines/targets';
import * as problems from './problems/problemFeature';
import * as runProgress from './progress/runProgress';
import type { Engine } from './runs/engine';
import * as language from './language/languageFeature';
import * as newProgram from './newProgram/newProgram';
import * as outcomeMessage from './runs/outcomeMessage';
import * as output from './runs/outputFeature';
import * as runCommands from './runs/runCommands';
import * as runLog from './runs/runLog';
import { RecordPanels } from './records/recordPanels';
import { Runs } from './runs/runs';
import * as stats from './stats/statsFeature';
import * as trace from './runs/traceFeature';
import { onSettingChange } from './settings';
import * as actionMenu from './status/actionMenu';
import * as contextKeys from './status/contextKeyFeature';
import * as statusBar from './status/statusBar';

const features: readonly { activate(context: Context): void }[] = [
  runLog,
  runCommands,
  targetCommands,
  checkTarget,
  changeAttachTarget,
  showLog,
  lenses,
  statusBar,
  actionMenu,
  contextKeys,
  runProgress,
  problems,
  outcomeMessage,
  trace,
  language,
  newProgram,
  explorer,
  stats,
  globals,
  output,
  maps,
];

/** The one thing that outlives a call: `deactivate` gets no argument. */
let active: Context | undefined;

export function activate(extension: vscode.ExtensionContext): EbpfWorkbenchApi {
  // Messages of `targets/` go through @vscode/l10n, which takes the editor's own bundle.
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
  const context = createContext(extension);
  active = context;
  for (const feature of features) feature.activate(context);
  context.files.refresh();
  return createApi(context);
}

/** Ends the runs first, while everything that a run needs to end in order is still there. */
export async function deactivate(): Promise<void> {
  await active?.runs.dispose();
  await active?.scope.dispose();
  active = undefined;
}

function createContext(extension: vscode.ExtensionContext): Context {
  const scope = new Scope('extension');
  const log = scope.add(vscode.window.createOutputChannel('eBPF Workbench', { log: true }));
  const attachMemory = new AttachMemory(extension.workspaceState);
  let loading: Promise<Engine> | undefined;
  const engine = (): Promise<Engine> =>
    (loading ??= import('./runs/engine').then(({ createEngine }) =>
      createEngine({ extension, scope, log, attachMemory }),
    ));
  // Connections are shared by target name; when a name may mean another machine now, the next run makes new ones.
  scope.add(onSettingChange(['ebpf.targets', 'ebpf.ssh.configFile'], () => (loading = undefined)));
  return {
    extension,
    scope,
    log,
    attachMemory,
    globalsMemory: new GlobalsMemory(extension.workspaceState),
    engine,
    engineInUse: () => loading,
    files: scope.add(new BpfFiles()),
    targets: scope.add(new Targets(extension.workspaceState, sshAliases)),
    panels: new RecordPanels({
      extensionUri: extension.extensionUri,
      state: extension.workspaceState,
      scope,
    }),
    runs: scope.add(new Runs(async (request) => (await engine()).session(request))),
  };
}

async function sshAliases(): Promise<readonly string[]> {
  const { configuredHosts } = await import('#targets/host/configuredHosts');
  return configuredHosts(sshConfigFile());
}
