/**
 * `ebpf events MAP`: the records of a ring buffer or perf event array, decoded, as they come. Reading takes them away
 * from whoever else reads, so a buffer that another process holds is read only with `--shared`.
 */
import * as l10n from '@vscode/l10n';
import type { Agent } from '#targets/agent/agent';
import { eventTypes } from '#targets/live/eventTypes';
import { readEvents } from '#targets/live/readEvents';
import type { Arguments } from '../arguments';
import { exitCodes } from '../exitCodes';
import { sharedWords } from '../output/runEvents';
import { RecordWriter } from '../output/recordWriter';
import type { Place } from '../ports';
import { UsageError } from '../usageError';
import { drained, lookAt } from './lookAt';
import { findMap } from './maps';

export async function events(args: Arguments, place: Place): Promise<number> {
  const [name, ...more] = args.files;
  if (name === undefined || more.length > 0) {
    throw new UsageError(l10n.t('Name one ring buffer or perf event array; "ebpf maps" lists them.'));
  }
  return lookAt(args, place, async (agent, enough) => {
    const objects = await agent.request('host/objects', {});
    const info = findMap(objects, name);
    const types = await eventTypes(agent, objects, info);
    const writer = new RecordWriter({ types, named: args.type, format: args.json ? 'json' : 'text' });
    return follow(agent, info.id, writer, args.shared, enough);
  });
}

async function follow(
  agent: Agent,
  map: number,
  writer: RecordWriter,
  shared: boolean,
  enough: AbortSignal,
): Promise<number> {
  let ended: string | undefined;
  const over = new AbortController();
  const { start, stop } = await readEvents(agent, {
    map,
    sharing: shared ? 'accept' : 'refuse',
    onRecords: async ({ records, lost }) => {
      if (lost > 0) process.stderr.write(`${l10n.t('{0} records lost', lost)}\n`);
      if (!process.stdout.write(writer.records(records))) await drained(process.stdout, enough);
    },
    onEnded: (detail) => {
      ended = detail;
      over.abort();
    },
  });
  if (stop === undefined) {
    const why = start.problem === 'shared' ? sharedWords(start.detail) : (start.detail ?? '');
    process.stderr.write(`ebpf: ${why}\n`);
    return exitCodes.targetUnfit;
  }
  await Promise.race([once(enough), once(over.signal)]);
  if (ended !== undefined) {
    process.stderr.write(`ebpf: ${ended}\n`);
    return exitCodes.targetUnfit;
  }
  await stop();
  return exitCodes.fine;
}

async function once(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
