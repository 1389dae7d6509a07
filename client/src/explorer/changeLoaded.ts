/**
 * Changes to what is loaded on a target. Each asks first and names whose the thing is: on a machine that others use,
 * it may well be theirs.
 */
import * as vscode from 'vscode';
import type { HostChange, HostPin } from '#protocol/agentHost';
import type { Agent } from '#targets/agent/agent';
import { targetName } from '#targets/target';
import type { Context } from '../context';
import { whose } from './loadedItems';
import { holdersOf, isLoadedNode, leftRunOf, type LoadedNode } from './loadedModel';
import type { LoadedTree } from './loadedTree';

/** These resolve with whether something was changed. */
export async function detach(context: Context, tree: LoadedTree, node: unknown): Promise<boolean> {
  const chosen = await choose(tree, node, 'attachment');
  if (!chosen) return false;
  const { attachment, program, ours } = chosen;
  const name = program === undefined || program.name === '' ? `#${attachment.program}` : program.name;
  const question = vscode.l10n.t('Detach {0} from {1}?', name, attachment.target);
  const owner = vscode.l10n.t('Whose it is: {0}', whose(attachment.owners, attachment.pins, ours));
  if (!(await sure(question, owner, vscode.l10n.t('Detach')))) return false;
  return change(context, tree, async (agent) => agent.request('host/detach', { handle: attachment.handle }));
}

export async function unpin(context: Context, tree: LoadedTree, node: unknown): Promise<boolean> {
  const chosen = await choose(tree, node, 'pin');
  if (!chosen) return false;
  const { path, kind, id } = chosen.pin;
  const question = vscode.l10n.t('Unpin {0}?', path);
  const what = vscode.l10n.t(
    'It is {0} {1}{2}. When nothing else holds it, it goes.',
    kind,
    id,
    chosen.name === '' ? '' : ` (${chosen.name})`,
  );
  const owner = vscode.l10n.t('Whose it is: {0}', whosePin(tree, chosen.pin));
  if (!(await sure(question, `${what}\n${owner}`, vscode.l10n.t('Unpin')))) return false;
  return change(context, tree, async (agent) => agent.request('host/unpin', { path }));
}

function whosePin({ objects }: LoadedTree, pin: HostPin): string {
  if (objects === undefined) return '';
  const left = leftRunOf(objects, pin);
  return left
    ? vscode.l10n.t('left running as {0}', left.name)
    : whose(holdersOf(objects, pin), [pin.path], false);
}

export async function removeLeft(context: Context, tree: LoadedTree, node: unknown): Promise<boolean> {
  const chosen = await choose(tree, node, 'left');
  if (!chosen) return false;
  const { name, programs } = chosen.left;
  const question = vscode.l10n.t('End {0}, which was left running?', name);
  const what = vscode.l10n.t('{0} programs are detached and removed.', programs.length);
  if (!(await sure(question, what, vscode.l10n.t('End It')))) return false;
  return change(context, tree, async (agent) => agent.request('left/remove', { name }));
}

export async function resumeLeft(context: Context, tree: LoadedTree, node: unknown): Promise<void> {
  const chosen = await choose(tree, node, 'left');
  const { target } = tree;
  if (!chosen || !target) return;
  const { name } = chosen.left;
  const build = { place: 'auto', clang: 'clang', flags: [], includeDirectories: [] } as const;
  context.runs.start({ target, source: name, resume: name, goal: 'run', build });
}

type Kind = 'attachment' | 'pin' | 'left';

/** The node of the tree's menu, or, from the palette, one that is picked from a list. */
async function choose<K extends Kind>(
  tree: LoadedTree,
  node: unknown,
  kind: K,
): Promise<Extract<LoadedNode, { kind: K }> | undefined> {
  const isWanted = (one: unknown): one is Extract<LoadedNode, { kind: K }> =>
    isLoadedNode(one) && one.kind === kind;
  if (isWanted(node)) return node;
  await tree.refresh();
  const nodes = tree
    .getChildren()
    .flatMap((group) => tree.getChildren(group))
    .filter(isWanted);
  if (nodes.length === 0) {
    const nothing = vscode.l10n.t(
      'There is nothing of that kind on {0}.',
      tree.target ? targetName(tree.target) : '',
    );
    void vscode.window.showInformationMessage(tree.message ?? nothing);
    return undefined;
  }
  const items = nodes.map((one) => {
    const { label, description } = tree.getTreeItem(one);
    const text = typeof label === 'string' ? label : (label?.label ?? '');
    return { label: text, node: one, ...(typeof description === 'string' ? { description } : {}) };
  });
  return (await vscode.window.showQuickPick(items, { matchOnDescription: true }))?.node;
}

async function sure(question: string, detail: string, yes: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

async function change(
  context: Context,
  { target }: LoadedTree,
  work: (agent: Agent) => Promise<HostChange>,
): Promise<boolean> {
  if (!target) return false;
  const look = await (await context.engine()).look(target);
  try {
    const { done, detail = '' } = await work(look.agent);
    if (!done) void vscode.window.showErrorMessage(detail);
    return done;
  } finally {
    await look.dispose();
  }
}
