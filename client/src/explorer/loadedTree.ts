/**
 * The view "Loaded": every program, map, attachment and pin of the selected target, whoever loaded it. The kernel tells
 * nobody when something is loaded, so the view looks when it is opened, when a run of ours begins or ends, and when it
 * is asked to.
 */
import * as vscode from 'vscode';
import type { HostObjects } from '#protocol/agentHost';
import { targetName, type Target } from '#targets/target';
import { TargetError } from '#targets/targetError';
import type { Context } from '../context';
import { programId } from '../runs/runSummary';
import { loadedItem } from './loadedItems';
import { childrenOf, groupsOf, type LoadedNode, type OwnIds } from './loadedModel';

export class LoadedTree implements vscode.TreeDataProvider<LoadedNode> {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  #objects: HostObjects | undefined;
  #target: Target | undefined;
  #looking: Promise<void> | undefined;
  /** What the view says in place of its tree; undefined when there is a tree. */
  message: string | undefined;

  constructor(private readonly context: Context) {
    context.scope.add(this.#changed);
  }

  get target(): Target | undefined {
    return this.#target;
  }

  get objects(): HostObjects | undefined {
    return this.#objects;
  }

  /** Looks again; those who come while it looks wait for the same look. Never rejects. */
  async refresh(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    await this.#looking;
  }

  getChildren(node?: LoadedNode): LoadedNode[] {
    if (this.#objects === undefined) return [];
    if (node === undefined) return groupsOf(this.#objects);
    return node.kind === 'group' ? childrenOf(this.#objects, node.group, this.#ownIds()) : [];
  }

  getTreeItem(node: LoadedNode): vscode.TreeItem {
    return loadedItem(node);
  }

  async #look(): Promise<void> {
    // Who runs on this machine without having selected one still wants to see what is loaded there.
    const target = this.context.targets.selected ?? this.context.runs.all.at(-1)?.request.target;
    this.#target = target;
    if (target === undefined || !vscode.workspace.isTrusted) {
      this.#show(undefined, vscode.l10n.t('Select a target to see what is loaded there.'));
      return;
    }
    try {
      const engine = await this.context.engine();
      const look = await engine.look(target);
      try {
        this.#show(await look.agent.request('host/objects', {}), undefined);
      } finally {
        await look.dispose();
      }
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      this.#show(undefined, error.message);
    }
  }

  #show(objects: HostObjects | undefined, message: string | undefined): void {
    this.#objects = objects;
    this.message = message;
    this.#changed.fire(undefined);
  }

  #ownIds(): OwnIds {
    const here = this.context.runs.active.filter(
      ({ request }) => this.#target && targetName(request.target) === targetName(this.#target),
    );
    return {
      programs: new Set(
        here.flatMap(({ summary }) => [...summary.programs.values()].map(programId)).filter(isNumber),
      ),
      maps: new Set(here.flatMap(({ summary }) => summary.maps.map(({ id }) => id))),
    };
  }
}

function isNumber(value: number | undefined): value is number {
  return value !== undefined;
}
