/**
 * The typed mirror of package.json's `contributes`: commands with what they need, settings with their defaults,
 * views, context keys. test/pure/contributions.test.ts compares both ways, so a command or setting that exists
 * in one place only does not pass. No `vscode` here: the test runs without an editor.
 */

import type { CheckSeverity } from '#protocol/language';

/** What must be there before a command's handler runs; commands/needs.ts has the answer for each that is missing. */
export type Need = 'trust' | 'bpfFile' | 'target' | 'session';

/** Every command, and its needs in the order in which they are asked for. An empty list needs nothing. */
export const commands = {
  'ebpf.runOnRemote': ['trust', 'bpfFile', 'target'],
  'ebpf.runLocal': ['trust', 'bpfFile'],
  'ebpf.verify': ['trust', 'bpfFile', 'target'],
  'ebpf.stop': ['session'],
  'ebpf.addTarget': ['trust'],
  'ebpf.selectTarget': [],
  'ebpf.checkTarget': ['trust', 'target'],
  'ebpf.changeAttachTarget': ['bpfFile'],
  'ebpf.showTrace': [],
  'ebpf.showLog': [],
  'ebpf.showActions': [],
  'ebpf.trace.clear': [],
  'ebpf.trace.pause': [],
  'ebpf.trace.export': [],
  'ebpf.newProgram': [],
  'ebpf.openMap': ['trust'],
  'ebpf.showStatistics': ['trust'],
  'ebpf.setGlobals': ['trust', 'bpfFile', 'target'],
  'ebpf.leaveRunning': ['session'],
  'ebpf.refreshLoaded': ['trust'],
  'ebpf.detach': ['trust'],
  'ebpf.unpin': ['trust'],
  'ebpf.resumeLeft': ['trust'],
  'ebpf.removeLeft': ['trust'],
  'ebpf.revealProgram': [],
  'ebpf.copyText': [],
} as const satisfies Record<string, readonly Need[]>;

export type CommandId = keyof typeof commands;

/** Commands that only links of our own pages call; the palette hides them. */
export const internalCommands = [
  'ebpf.copyText',
  'ebpf.revealProgram',
] as const satisfies readonly CommandId[];

/** A machine in `ebpf.targets`: `user@host[:port]` or an ssh alias, alone or under a name of the user's own. */
export type TargetSetting = string | { name: string; host: string };

export interface Settings {
  'ebpf.targets': readonly TargetSetting[];
  'ebpf.defaultTarget': string;
  'ebpf.ssh.configFile': string;
  'ebpf.build.place': 'auto' | 'target' | 'here';
  'ebpf.build.clang': string;
  'ebpf.build.flags': readonly string[];
  'ebpf.build.includeDirectories': readonly string[];
  'ebpf.build.onSave': boolean;
  'ebpf.run.saveBeforeRun': 'all' | 'file' | 'never';
  'ebpf.trace.maxLines': number;
  'ebpf.codeLens.enabled': boolean;
  'ebpf.checks.enabled': boolean;
  'ebpf.checks.severity': Readonly<Record<string, CheckSeverity>>;
  'ebpf.checks.kernel': string;
  'ebpf.inlayHints.enabled': boolean;
  'ebpf.maps.refreshInterval': number;
  'ebpf.maps.maxEntries': number;
  'ebpf.events.maxRecords': number;
  'ebpf.codeLens.statistics': boolean;
}

export type SettingId = keyof Settings;

export const defaults: Settings = {
  'ebpf.targets': [],
  'ebpf.defaultTarget': '',
  'ebpf.ssh.configFile': '',
  'ebpf.build.place': 'auto',
  'ebpf.build.clang': 'clang',
  'ebpf.build.flags': [],
  'ebpf.build.includeDirectories': [],
  'ebpf.build.onSave': true,
  'ebpf.run.saveBeforeRun': 'all',
  'ebpf.trace.maxLines': 1_000_000,
  'ebpf.codeLens.enabled': true,
  'ebpf.checks.enabled': true,
  'ebpf.checks.severity': {},
  'ebpf.checks.kernel': '',
  'ebpf.inlayHints.enabled': true,
  'ebpf.maps.refreshInterval': 1000,
  'ebpf.maps.maxEntries': 2_000_000,
  'ebpf.events.maxRecords': 1_000_000,
  'ebpf.codeLens.statistics': true,
};

/** Keys for `when` clauses, and what they say. */
export const contextKeys = {
  /** The extension is awake: before that, our view would be an empty tab in everybody's panel. */
  isActive: 'ebpf.isActive',
  /** The active editor shows a BPF C file. */
  isBpfFile: 'ebpf.isBpfFile',
  /** A run of the active editor's file is going on. */
  isRunning: 'ebpf.isRunning',
  /** Any run is going on. */
  hasRuns: 'ebpf.hasRuns',
} as const;

export const views = { trace: 'ebpf.trace', running: 'ebpf.running', loaded: 'ebpf.loaded' } as const;
