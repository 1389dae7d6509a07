/**
 * `ebpf maps`: every map of the target. `ebpf maps MAP`: its entries, decoded by its types; with `--interval` over and
 * over.
 */
import * as l10n from '@vscode/l10n';
import type { HostObjects } from '#protocol/agentHost';
import type { MapInfo } from '#protocol/agentMaps';
import type { Agent } from '#targets/agent/agent';
import { mapTypes } from '#targets/live/mapTypes';
import { readMap } from '#targets/live/readMap';
import type { Arguments } from '../arguments';
import { exitCodes } from '../exitCodes';
import { EntryWriter } from '../output/entryWriter';
import { textTable } from '../output/textTable';
import type { Place } from '../ports';
import { UsageError } from '../usageError';
import { drained, lookAt, pause } from './lookAt';

export async function maps(args: Arguments, place: Place): Promise<number> {
  const [name, ...more] = args.files;
  if (more.length > 0) {
    throw new UsageError(l10n.t('One map at a time, please; "{0}" is one too many.', more[0] ?? ''));
  }
  return lookAt(args, place, async (agent, enough) => {
    const objects = await agent.request('host/objects', {});
    if (name === undefined) {
      process.stdout.write(args.json ? jsonList(objects) : `${textList(objects)}\n`);
      return exitCodes.fine;
    }
    return dump(agent, findMap(objects, name), args, enough);
  });
}

/** By id or name. Throws `UsageError` when there is none, or more than one of that name. */
export function findMap({ maps: all }: HostObjects, name: string): MapInfo {
  const found = all.filter((map) => map.name === name || String(map.id) === name);
  const [map, ...more] = found;
  if (map === undefined) throw new UsageError(l10n.t('The target has no map {0}.', name));
  if (more.length > 0) {
    const ids = found.map(({ id }) => id).join(', ');
    throw new UsageError(l10n.t('{0} maps are named {1}; say which by its id: {2}', found.length, name, ids));
  }
  return map;
}

async function dump(agent: Agent, info: MapInfo, args: Arguments, enough: AbortSignal): Promise<number> {
  const writer = new EntryWriter(info, await mapTypes(agent, info), args.json ? 'json' : 'text');
  do {
    const result = await readMap(agent, {
      map: info.id,
      signal: enough,
      onEntries: async ({ count, keys, values }) => {
        const text = writer.entries(count, keys, values);
        if (!process.stdout.write(text)) await drained(process.stdout, enough);
      },
    });
    if (result.status === 'unreadable' || result.status === 'failed' || result.status === 'gone') {
      process.stderr.write(`ebpf: ${result.detail ?? l10n.t('The map is gone.')}\n`);
      return exitCodes.targetUnfit;
    }
    if (args.interval === undefined) return exitCodes.fine;
    await pause(args.interval, enough);
  } while (!enough.aborted);
  return exitCodes.fine;
}

function textList({ maps: all }: HostObjects): string {
  const heads = ['ID', 'NAME', 'TYPE', 'KEY', 'VALUE', 'MAX', 'MEMORY', 'HELD BY'];
  return textTable(
    heads,
    all.map(({ id, name, type, keySize, valueSize, maxEntries, memory, owners, pins }) => [
      ...[id, name, type, keySize, valueSize, maxEntries, memory].map(String),
      [...new Set(owners.map(({ command }) => command)), ...pins].join(', '),
    ]),
  );
}

function jsonList({ maps: all }: HostObjects): string {
  return all.map((map) => `${JSON.stringify({ recordType: 'map', ...map })}\n`).join('');
}
