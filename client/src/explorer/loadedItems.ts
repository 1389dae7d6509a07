/** How the things of the view "Loaded" look. */
import * as vscode from 'vscode';
import type { HostAttachment, HostProgram } from '#protocol/agentHost';
import type { MapInfo, Owner } from '#protocol/agentMaps';
import { ownerNames, type LoadedGroup, type LoadedNode } from './loadedModel';
import { isEventMap } from './mapKinds';

export function loadedItem(node: LoadedNode): vscode.TreeItem {
  switch (node.kind) {
    case 'group':
      return groupItem(node.group, node.count);
    case 'program':
      return programItem(node.program, node.attachments, node.ours);
    case 'map':
      return mapItem(node);
    case 'attachment':
      return attachmentItem(node.attachment, node.program, node.ours);
    case 'pin': {
      const { path, kind, id } = node.pin;
      // Whole paths would all be cut before they differ.
      const item = plain(path.slice(path.lastIndexOf('/') + 1), 'pin', 'pinned');
      item.description = `${node.name === '' ? `${kind} ${id}` : `${kind} ${node.name}`} · ${path}`;
      item.tooltip = path;
      return item;
    }
    case 'left': {
      const { left } = node;
      const item = plain(left.name, 'left', 'run-all');
      item.description = vscode.l10n.t('left running since {0}', new Date(left.since).toLocaleString());
      item.tooltip = left.path;
      return item;
    }
  }
}

function groupItem(group: LoadedGroup, count: number): vscode.TreeItem {
  const titles: Record<LoadedGroup, string> = {
    left: vscode.l10n.t('Left running'),
    programs: vscode.l10n.t('Programs'),
    maps: vscode.l10n.t('Maps'),
    attachments: vscode.l10n.t('Attachments'),
    pins: vscode.l10n.t('Pins'),
  };
  const state = vscode.TreeItemCollapsibleState[group === 'left' ? 'Expanded' : 'Collapsed'];
  const item = new vscode.TreeItem(titles[group], count === 0 ? vscode.TreeItemCollapsibleState.None : state);
  item.id = `group:${group}`;
  item.description = String(count);
  item.contextValue = 'group';
  return item;
}

function programItem(program: HostProgram, attachments: HostAttachment[], ours: boolean): vscode.TreeItem {
  const item = plain(
    program.name === '' ? `#${program.id}` : program.name,
    'hostProgram',
    'symbol-function',
    ours,
  );
  item.id = `program:${program.id}`;
  const places = attachments.map(({ target }) => target).join(', ');
  item.description = [program.type, places, whose(program.owners, program.pins, ours)]
    .filter(Boolean)
    .join(' · ');
  item.tooltip = table([
    [vscode.l10n.t('Id, tag'), `${program.id}, ${program.tag}`],
    [vscode.l10n.t('Loaded'), new Date(program.loadedTime).toLocaleString()],
    [vscode.l10n.t('By user'), String(program.uid)],
    [vscode.l10n.t('Attached to'), places],
    [vscode.l10n.t('Runs'), program.runs === 0 ? '' : program.runs.toLocaleString()],
    [
      vscode.l10n.t('Time per run'),
      program.runs === 0 ? '' : vscode.l10n.t('{0} ns', Math.round(program.nanoseconds / program.runs)),
    ],
    [vscode.l10n.t('Verified instructions'), count(program.verifiedInstructions)],
    [vscode.l10n.t('Compiled size'), bytes(program.jitedSize)],
    [vscode.l10n.t('Memory'), bytes(program.memory)],
    [vscode.l10n.t('Maps'), program.maps.join(', ')],
    [vscode.l10n.t('Held by'), ownerNames(program.owners)],
    [vscode.l10n.t('Pinned at'), program.pins.join(', ')],
  ]);
  return item;
}

function mapItem(node: Extract<LoadedNode, { kind: 'map' }>): vscode.TreeItem {
  const { map, ours } = node;
  const kind = isEventMap(map.type) ? 'eventMap' : 'map';
  const item = plain(
    map.name === '' ? `#${map.id}` : map.name,
    kind,
    isEventMap(map.type) ? 'pulse' : 'table',
    ours,
  );
  item.id = `map:${map.id}`;
  item.description = [map.type, whose(map.owners, map.pins, ours)].filter(Boolean).join(' · ');
  item.tooltip = table(mapFacts(map));
  item.command = { command: 'ebpf.openMap', title: vscode.l10n.t('Open Map'), arguments: [node] };
  return item;
}

function mapFacts(map: MapInfo): [string, string][] {
  return [
    [vscode.l10n.t('Id'), String(map.id)],
    [vscode.l10n.t('Key, value'), vscode.l10n.t('{0}, {1} bytes', map.keySize, map.valueSize)],
    [vscode.l10n.t('Entries at most'), map.maxEntries.toLocaleString()],
    [vscode.l10n.t('Memory'), bytes(map.memory)],
    [vscode.l10n.t('Held by'), ownerNames(map.owners)],
    [vscode.l10n.t('Pinned at'), map.pins.join(', ')],
  ];
}

function attachmentItem(
  attachment: HostAttachment,
  program: HostProgram | undefined,
  ours: boolean,
): vscode.TreeItem {
  const item = plain(
    attachment.target === '' ? attachment.kind : attachment.target,
    'attachment',
    'plug',
    ours,
  );
  item.id = attachment.handle;
  const name = program === undefined || program.name === '' ? `#${attachment.program}` : program.name;
  item.description = [attachment.kind, name, whose(attachment.owners, attachment.pins, ours)]
    .filter(Boolean)
    .join(' · ');
  item.tooltip = table([
    [vscode.l10n.t('Kind'), attachment.kind],
    [vscode.l10n.t('Program'), name],
    [vscode.l10n.t('Held by'), ownerNames(attachment.owners)],
    [vscode.l10n.t('Pinned at'), attachment.pins.join(', ')],
  ]);
  return item;
}

/** Whose a thing is: what is not ours must not look like it. */
export function whose(owners: readonly Owner[], pins: readonly string[], ours: boolean): string {
  if (ours) return vscode.l10n.t('yours');
  if (owners.length > 0) return ownerNames(owners);
  return pins.length > 0 ? vscode.l10n.t('pinned') : vscode.l10n.t('held by the kernel');
}

function plain(label: string, contextValue: string, icon: string, ours = false): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.contextValue = contextValue;
  item.iconPath = ours
    ? new vscode.ThemeIcon(icon, new vscode.ThemeColor('charts.green'))
    : new vscode.ThemeIcon(icon);
  return item;
}

function table(rows: readonly [string, string][]): string {
  return rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

function count(number: number): string {
  return number === 0 ? '' : number.toLocaleString();
}

export function bytes(size: number): string {
  if (size === 0) return '';
  if (size < 1024) return vscode.l10n.t('{0} bytes', size);
  return size < 1024 * 1024
    ? vscode.l10n.t('{0} KB', (size / 1024).toFixed(1))
    : vscode.l10n.t('{0} MB', (size / 1024 / 1024).toFixed(1));
}
