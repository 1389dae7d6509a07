/** The view "Running": each run with its programs, what they are attached to, and its maps. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { LoadedMap } from '#protocol/agent';
import type { Context } from '../context';
import { displayName } from '../machines/displayName';
import type { Run } from '../runs/run';
import type { ProgramStanding } from '../runs/runSummary';
import { stateText } from '../status/stateText';
import { isEventMap } from './mapKinds';

export type RunningNode =
  | { kind: 'run'; run: Run }
  | { kind: 'program'; run: Run; name: string; standing: ProgramStanding }
  | { kind: 'map'; run: Run; map: LoadedMap };

export class RunningTree implements vscode.TreeDataProvider<RunningNode> {
  readonly #changed = new vscode.EventEmitter<RunningNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    { scope, runs }: Context,
    private readonly runsOf: () => Run[] = () => runs.active,
  ) {
    scope.add(this.#changed);
    scope.add(
      runs.news.on((news) => {
        // Trace lines change nothing here, and come by the thousand.
        if (news.type === 'began' || news.event.type !== 'trace') this.#changed.fire(undefined);
      }),
    );
  }

  getChildren(node?: RunningNode): RunningNode[] {
    if (node === undefined) return this.runsOf().map((run) => ({ kind: 'run', run }));
    if (node.kind !== 'run') return [];
    const { run } = node;
    const programs = [...run.summary.programs].map<RunningNode>(([name, standing]) => ({
      kind: 'program',
      run,
      name,
      standing,
    }));
    return [...programs, ...run.summary.maps.map<RunningNode>((map) => ({ kind: 'map', run, map }))];
  }

  getTreeItem(node: RunningNode): vscode.TreeItem {
    switch (node.kind) {
      case 'run':
        return runItem(node.run);
      case 'program':
        return programItem(node.run, node.name, node.standing);
      case 'map':
        return mapItem(node);
    }
  }
}

function runItem(run: Run): vscode.TreeItem {
  const item = new vscode.TreeItem(
    path.basename(run.request.source),
    vscode.TreeItemCollapsibleState.Expanded,
  );
  item.id = `run:${run.id}`;
  item.description = `${displayName(run.request.target)} · ${stateText(run.summary)}`;
  item.iconPath = new vscode.ThemeIcon('play-circle');
  item.contextValue = 'run';
  item.resourceUri = vscode.Uri.file(run.request.source);
  item.tooltip = run.attachedSince
    ? vscode.l10n.t('{0}, since {1}', run.request.source, run.attachedSince.toLocaleTimeString())
    : run.request.source;
  return item;
}

function programItem(run: Run, name: string, standing: ProgramStanding): vscode.TreeItem {
  const item = new vscode.TreeItem(name);
  item.id = `run:${run.id}:program:${name}`;
  item.contextValue = 'program';
  item.command = {
    command: 'ebpf.revealProgram',
    title: vscode.l10n.t('Go to the Program'),
    arguments: [vscode.Uri.file(run.request.source), name],
  };
  if (standing.status === 'attached') {
    const { target, kind, mode, detail, section } = standing.link;
    const since = run.attachedSince?.toLocaleTimeString() ?? '';
    item.description = mode === undefined ? `${kind} · ${target}` : `${kind} (${mode}) · ${target}`;
    const where = vscode.l10n.t('{0} on {1}, since {2}', kind, target, since);
    item.tooltip = [section === '' ? undefined : `SEC("${section}")`, where, detail]
      .filter((line) => line !== undefined)
      .join('\n');
    item.iconPath = new vscode.ThemeIcon('symbol-function', new vscode.ThemeColor('charts.green'));
    return item;
  }
  item.description = standing.status === 'loaded' ? vscode.l10n.t('loaded') : standing.detail;
  item.tooltip = item.description;
  const colour = standing.status === 'loaded' ? 'charts.yellow' : 'charts.red';
  item.iconPath = new vscode.ThemeIcon('symbol-function', new vscode.ThemeColor(colour));
  return item;
}

function mapItem(node: Extract<RunningNode, { kind: 'map' }>): vscode.TreeItem {
  const { run, map } = node;
  const item = new vscode.TreeItem(map.name);
  item.id = `run:${run.id}:map:${map.id}`;
  item.description = map.type;
  item.contextValue = isEventMap(map.type) ? 'eventMap' : 'map';
  item.iconPath = new vscode.ThemeIcon(isEventMap(map.type) ? 'pulse' : 'table');
  item.tooltip = vscode.l10n.t(
    '{0}: {1} → {2} bytes, {3} entries at most',
    map.type,
    map.keySize,
    map.valueSize,
    map.maxEntries,
  );
  item.command = { command: 'ebpf.openMap', title: vscode.l10n.t('Open Map'), arguments: [node] };
  return item;
}
