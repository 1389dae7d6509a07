/** What every feature of the extension is handed: the shared parts and the scope that owns what it registers. */
import type * as vscode from 'vscode';
import type { Scope } from '#targets/scope';
import type { AttachMemory } from './ask/attachMemory';
import type { BpfFiles } from './files/bpfFiles';
import type { GlobalsMemory } from './globals/globalsMemory';
import type { Targets } from './machines/targets';
import type { Engine } from './runs/engine';
import type { RecordPanels } from './records/recordPanels';
import type { Runs } from './runs/runs';

export interface Context {
  readonly extension: vscode.ExtensionContext;
  readonly scope: Scope;
  readonly log: vscode.LogOutputChannel;
  readonly files: BpfFiles;
  readonly targets: Targets;
  readonly attachMemory: AttachMemory;
  readonly globalsMemory: GlobalsMemory;
  readonly runs: Runs;
  readonly panels: RecordPanels;
  /** The part that speaks to machines. Loaded at its first use, so that activation stays short. */
  readonly engine: () => Promise<Engine>;
  /** The same, for what makes sense only when something was run before. */
  readonly engineInUse: () => Promise<Engine> | undefined;
}
