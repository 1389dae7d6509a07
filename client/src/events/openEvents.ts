/** Opens the live table of a ring buffer or perf event array. */
import * as vscode from 'vscode';
import type { MapInfo } from '#protocol/agentMaps';
import type { Agent } from '#targets/agent/agent';
import { eventTypes, eventTypesOfObject } from '#targets/live/eventTypes';
import { readEvents, type StartedEvents } from '#targets/live/readEvents';
import { targetName } from '#targets/target';
import { cancelled, TargetError } from '#targets/targetError';
import type { Context } from '../context';
import { ownerNames } from '../explorer/loadedModel';
import { displayName } from '../machines/displayName';
import { agentOfMap } from '../maps/agentOfMap';
import type { MapPlace } from '../maps/mapPlace';
import { mapGone } from '../maps/mapGone';
import { setting } from '../settings';
import { regexGuard } from '../trace/regexGuard';
import { eventTypeChoice, type EventTypeChoice } from './eventTypeChoice';
import { EventsView } from './eventsView';

const bytesLimit = 256 * 1024 * 1024;

export async function openEvents(context: Context, place: MapPlace): Promise<void> {
  const { id, name, target } = place;
  const title = `${name} · ${displayName(target)}`;
  const what = {
    key: `map:${targetName(target)}:${id}`,
    settingsKey: `events:${name}`,
    title,
    icon: 'pulse' as const,
    defaults: { follow: true },
  };
  await context.panels.show(what, async () => begin(context, place, title));
}

async function begin(context: Context, place: MapPlace, title: string): Promise<EventsView> {
  const { agent, release } = await agentOfMap(context, place);
  try {
    const info = await agent.request('map/info', { map: place.id });
    if (info === null) throw mapGone(place.name);
    const choices = await typeChoices(agent, place, info);
    const { at } = await agent.request('stats/read', { programs: [] });
    const reading: { stop?: () => Promise<void> } = {};
    const view = new EventsView({
      info,
      title,
      choices,
      bootTime: Date.now() - at / 1e6,
      limits: { records: setting('ebpf.events.maxRecords'), bytes: bytesLimit },
      guarded: regexGuard(),
      stop: () => {
        // An agent that has ended reads no more, either.
        void reading.stop?.().catch(() => undefined);
        release();
      },
    });
    const { stop } = await startReading(agent, place, view);
    if (stop) reading.stop = stop;
    agent.died.catch((error: unknown) => view.end(error instanceof Error ? error.message : String(error)));
    void place.run?.over.then(() =>
      view.end(vscode.l10n.t('The run has ended. These are the records it left.')),
    );
    return view;
  } catch (error) {
    release();
    throw error;
  }
}

async function typeChoices(agent: Agent, place: MapPlace, info: MapInfo): Promise<EventTypeChoice[]> {
  const object = await place.run?.held?.object();
  const known = object === undefined ? [] : eventTypesOfObject(object, place.name);
  const types =
    known.length > 0 ? known : await eventTypes(agent, await agent.request('host/objects', {}), info);
  return types.map(eventTypeChoice);
}

/** What is read here, another reader does not get: it is asked for first. */
async function startReading(agent: Agent, place: MapPlace, view: EventsView): Promise<StartedEvents> {
  const map = place.id;
  const reading = {
    map,
    onRecords: (records: Parameters<EventsView['add']>[0]) => view.add(records),
    onEnded: (detail: string) => view.end(detail),
  };
  const first = await readEvents(agent, { ...reading, sharing: 'refuse' });
  if (first.start.started) return first;
  if (first.start.problem !== 'shared') {
    throw new TargetError(
      'agentFailed',
      first.start.detail ?? vscode.l10n.t('{0} cannot be read.', place.name),
    );
  }
  const read = vscode.l10n.t('Read It');
  const question = vscode.l10n.t('{0} may be read by {1}.', place.name, ownerNames(first.start.owners ?? []));
  const detail = vscode.l10n.t(
    'Each record reaches one reader only: what you see here, the other one misses.',
  );
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, read)) !== read)
    throw cancelled();
  const second = await readEvents(agent, { ...reading, sharing: 'accept' });
  if (!second.start.started) throw new TargetError('agentFailed', second.start.detail ?? '');
  return second;
}
