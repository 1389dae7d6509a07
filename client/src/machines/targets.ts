/**
 * Which machines the user has, and which one is selected. They come from `ebpf.targets`, from the ssh
 * configuration, and this machine is one of them; the selection is remembered for the workspace.
 */
import type * as vscode from 'vscode';
import { Emitter } from '#targets/emitter';
import { localTarget, targetName, type Target } from '#targets/target';
import type { Disposable } from '#targets/scope';
import { onSettingChange, setting } from '../settings';
import { findTarget, readTargets } from './readTargets';

export type TargetOrigin = 'thisMachine' | 'settings' | 'sshConfig';

export interface KnownTarget {
  target: Target;
  origin: TargetOrigin;
}

/** The name that the user selected last in this workspace. */
const selectionKey = 'selectedTarget';

export class Targets implements Disposable {
  readonly onChange = new Emitter<Target | undefined>();
  readonly #listener: Disposable;

  constructor(
    private readonly state: vscode.Memento,
    /** Names under `Host` in the ssh configuration. */
    private readonly sshAliases: () => Promise<readonly string[]>,
  ) {
    this.#listener = onSettingChange(['ebpf.targets', 'ebpf.defaultTarget'], () =>
      this.onChange.emit(this.selected),
    );
  }

  /** The workspace's choice, else the default of the settings; undefined when the user has chosen nothing yet. */
  get selected(): Target | undefined {
    return this.find(this.state.get<string>(selectionKey, '') || setting('ebpf.defaultTarget'));
  }

  /** The machine that a name means here. */
  find(name: string): Target | undefined {
    return findTarget(name, this.#own().value);
  }

  async select(target: Target): Promise<void> {
    await this.state.update(selectionKey, targetName(target));
    this.onChange.emit(this.selected);
  }

  /** Every known machine once, the user's own first. */
  async list(): Promise<KnownTarget[]> {
    const known = new Map<string, KnownTarget>();
    const add = (target: Target, origin: TargetOrigin): void => {
      if (!known.has(targetName(target))) known.set(targetName(target), { target, origin });
    };
    for (const target of this.#own().value) if (target.kind === 'ssh') add(target, 'settings');
    for (const alias of await this.sshAliases()) {
      const target = findTarget(alias, []);
      if (target?.kind === 'ssh') add(target, 'sshConfig');
    }
    // Only Linux has the kernel that a run needs.
    if (process.platform === 'linux') add(localTarget, 'thisMachine');
    return [...known.values()];
  }

  /** Entries of `ebpf.targets` that name no machine. */
  get problems(): readonly string[] {
    return this.#own().problems;
  }

  #own(): ReturnType<typeof readTargets> {
    return readTargets(setting('ebpf.targets'));
  }

  dispose(): void {
    this.#listener.dispose();
  }
}
