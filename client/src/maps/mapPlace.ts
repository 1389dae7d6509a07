/** Which map a command is about: one of a run, one of the view "Loaded", or one that the user picks. */
import * as vscode from 'vscode';
import type { Target } from '#targets/target';
import type { Context } from '../context';
import { isLoadedNode } from '../explorer/loadedModel';
import { isRunningNode } from '../explorer/runningNode';
import type { Run } from '../runs/run';

export interface MapPlace {
  target: Target;
  id: number;
  name: string;
  type: string;
  /** Whose agent holds it; absent for maps of others. */
  run?: Run;
}

/** Undefined when there is none to choose from, or nothing was chosen. */
export async function mapPlace(context: Context, argument: unknown): Promise<MapPlace | undefined> {
  if (isRunningNode(argument) && argument.kind === 'map') return ofRun(argument.run, argument.map);
  const target = context.targets.selected;
  if (isLoadedNode(argument) && argument.kind === 'map' && target) {
    const { id, name, type } = argument.map;
    const run = context.runs.active.find(({ summary }) => summary.maps.some((map) => map.id === id));
    return { target, id, name, type, ...(run === undefined ? {} : { run }) };
  }
  return choose(context);
}

async function choose(context: Context): Promise<MapPlace | undefined> {
  const places = context.runs.active.flatMap((run) => run.summary.maps.map((map) => ofRun(run, map)));
  if (places.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No run of yours has maps. Maps of others are in the view “Loaded”.'),
    );
    return undefined;
  }
  const items = places.map((place) => ({ label: place.name, description: place.type, place }));
  const placeHolder = vscode.l10n.t('Which map?');
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.place;
}

function ofRun(run: Run, { id, name, type }: { id: number; name: string; type: string }): MapPlace {
  return { target: run.request.target, id, name, type, run };
}
