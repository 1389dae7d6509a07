/**
 * `ebpf run --events`: the records of the run's own ring buffers and perf event arrays, beside its trace lines. They are
 * read from before the first program is attached until the run stops.
 */
import * as l10n from '@vscode/l10n';
import type { LoadedMap } from '#protocol/agent';
import { eventTypes, eventTypesOfObject, type EventType } from '#targets/live/eventTypes';
import { readEvents } from '#targets/live/readEvents';
import type { HeldRun } from '#targets/run/ports';
import { TargetError } from '#targets/targetError';
import type { Arguments } from '../arguments';
import { UsageError } from '../usageError';
import { RecordWriter, type RecordLook } from './recordWriter';

export class RunEvents {
  readonly #stops: (() => Promise<void>)[] = [];
  #stopping: Promise<unknown> | undefined;

  /** @param drained resolves when stdout takes more */
  constructor(
    private readonly args: Pick<Arguments, 'json' | 'shared' | 'type'>,
    private readonly drained: () => Promise<void>,
  ) {}

  /** Throws `badArgument` when `--type` names no structure that the programs know. */
  async begin(held: HeldRun, maps: readonly LoadedMap[]): Promise<void> {
    const buffers = maps.filter(({ type }) => type === 'ringbuf' || type === 'perf_event_array');
    if (buffers.length === 0) {
      process.stderr.write(
        `${l10n.t('The program has no ring buffer or perf event array to read events from.')}\n`,
      );
    }
    for (const map of buffers) await this.#read(held, map);
  }

  /** Resolves when the last records are written; those of a run whose agent has ended are lost. */
  async stop(): Promise<void> {
    this.#stopping ??= Promise.allSettled(this.#stops.map(async (stop) => stop()));
    await this.#stopping;
  }

  async #read(held: HeldRun, { id, name }: LoadedMap): Promise<void> {
    const { json, shared, type } = this.args;
    const types = await typesOf(held, id, name);
    const writer = writerOf({ types, named: type, format: json ? 'json' : 'text', map: name });
    const say = (text: string): void => void process.stderr.write(`${name}: ${text}\n`);
    const { start, stop } = await readEvents(held.agent, {
      map: id,
      sharing: shared ? 'accept' : 'refuse',
      onRecords: async ({ records, lost }) => {
        if (lost > 0) say(l10n.t('{0} records lost', lost));
        process.stdout.write(writer.records(records));
        await this.drained();
      },
      onEnded: say,
    });
    if (stop) this.#stops.push(stop);
    else say(start.problem === 'shared' ? sharedWords(start.detail) : (start.detail ?? ''));
  }
}

function writerOf(look: RecordLook): RecordWriter {
  try {
    return new RecordWriter(look);
  } catch (error) {
    if (error instanceof UsageError) throw new TargetError('badArgument', error.message);
    throw error;
  }
}

/** The object knows best; of a run that was taken back there is none. */
async function typesOf(held: HeldRun, id: number, name: string): Promise<EventType[]> {
  const object = await held.object();
  const known = object === undefined ? [] : eventTypesOfObject(object, name);
  if (known.length > 0) return known;
  const objects = await held.agent.request('host/objects', {});
  const info = objects.maps.find((map) => map.id === id);
  return info === undefined ? [] : eventTypes(held.agent, objects, info);
}

/** What `ebpf events` and `ebpf run --events` say of a buffer that has another reader. */
export function sharedWords(detail = ''): string {
  return `${detail}\n${l10n.t('Read it all the same with --shared.')}`;
}
