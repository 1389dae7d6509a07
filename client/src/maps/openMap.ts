/** Opens the panel of a map: its entries, its variables, or the records that flow through it. */
import * as vscode from 'vscode';
import { dataSectionOf } from '#bpf/values/dataSection';
import type { RecordPanelSettings } from '#protocol/recordPanel';
import { mapTypes } from '#targets/live/mapTypes';
import { targetName } from '#targets/target';
import type { Context } from '../context';
import { openEvents } from '../events/openEvents';
import { isEventMap, isGlobalsMap } from '../explorer/mapKinds';
import { displayName } from '../machines/displayName';
import type { RecordView } from '../records/recordView';
import { setting } from '../settings';
import { regexGuard } from '../trace/regexGuard';
import { agentOfMap } from './agentOfMap';
import { GlobalsView } from './globalsView';
import { mapGone } from './mapGone';
import type { MapPlace } from './mapPlace';
import { MapView } from './mapView';

/** Memory of one panel's entries here, in bytes. */
const bytesLimit = 1024 * 1024 * 1024;

export async function openMap(context: Context, place: MapPlace): Promise<void> {
  const { id, name, type, target } = place;
  if (isEventMap(type)) {
    await openEvents(context, place);
    return;
  }
  const title = `${name} · ${displayName(target)}`;
  const what = {
    key: `map:${targetName(target)}:${id}`,
    settingsKey: `map:${name}`,
    title,
    icon: 'table' as const,
    defaults: { follow: false, interval: setting('ebpf.maps.refreshInterval') },
  };
  await context.panels.show(what, async (settings) => begin(context, place, title, settings));
}

async function begin(
  context: Context,
  place: MapPlace,
  title: string,
  { interval }: RecordPanelSettings,
): Promise<RecordView> {
  const { agent, ours, release } = await agentOfMap(context, place);
  try {
    const info = await agent.request('map/info', { map: place.id });
    if (info === null) throw mapGone(place.name);
    const types = await mapTypes(agent, info);
    const shared = { agent, info, title, ours, interval, release };
    const view =
      types !== undefined && isGlobalsMap(info.name, info.type) && isDataSection(types, info.name)
        ? new GlobalsView({ ...shared, types })
        : new MapView({
            ...shared,
            types,
            bootTime: Date.now() - (await agent.request('stats/read', { programs: [] })).at / 1e6,
            limits: { entries: setting('ebpf.maps.maxEntries'), bytes: bytesLimit },
            guarded: regexGuard(),
            follow: (kind, id) => void follow(context, place, kind, id),
          });
    agent.died.catch((error: unknown) => view.end(error instanceof Error ? error.message : String(error)));
    // A map of ours goes with its run, even while it is being looked at.
    void place.run?.over.then(() =>
      view.end(vscode.l10n.t('The run has ended. This is the last that was read.')),
    );
    return view;
  } catch (error) {
    release();
    throw error;
  }
}

function isDataSection(
  { btf, value }: { btf: Parameters<typeof dataSectionOf>[0]; value: number },
  name: string,
): boolean {
  return btf.kind(value) === 'datasec' || dataSectionOf(btf, name) === value;
}

async function follow(context: Context, place: MapPlace, kind: 'map' | 'program', id: number): Promise<void> {
  if (kind === 'program') {
    await vscode.commands.executeCommand('ebpf.showStatistics');
    return;
  }
  const { agent, release } = await agentOfMap(context, place);
  const info = await agent.request('map/info', { map: id });
  release();
  if (info === null) void vscode.window.showInformationMessage(mapGone(`#${id}`).message);
  else
    await openMap(context, { ...place, id, name: info.name === '' ? `#${id}` : info.name, type: info.type });
}
