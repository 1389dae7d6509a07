/** Records of a ring buffer or perf event array as lines, by the type that was named or that is of their size. */
import { formatValue } from '#bpf/values/formatValue';
import { valueReader, type Plain } from '#bpf/values/readValue';
import { walkRecords } from '#bpf/records/walkRecords';
import { stringifyExact } from '#bpf/values/stringifyExact';
import * as l10n from '@vscode/l10n';
import { typeOfSize, type EventType } from '#targets/live/eventTypes';
import { UsageError } from '../usageError';

export interface RecordLook {
  /** What records can be read as, the likeliest first. */
  types: readonly EventType[];
  /** The structure that they are, if somebody said so. */
  named: string | undefined;
  format: 'text' | 'json';
  /** The buffer, where records of several are shown. */
  map?: string;
}

export class RecordWriter {
  readonly #named: EventType | undefined;
  readonly #bySize = new Map<number, EventType | undefined>();
  readonly #readers = new Map<EventType, (bytes: Uint8Array) => Plain>();

  /** Throws `UsageError` when the programs know no structure of that name. */
  constructor(private readonly look: RecordLook) {
    const { types, named } = look;
    const bare = named?.replace(/^struct\s+/, '');
    this.#named = types.find((each) => each.name === bare);
    if (bare === undefined || this.#named) return;
    const known = types.map((each) => each.name).join(', ');
    throw new UsageError(l10n.t('The programs know no structure {0}. They know: {1}', bare, known));
  }

  records(batch: Uint8Array): string {
    let text = '';
    for (const { cpu, time, bytes } of walkRecords(batch)) {
      const type = this.#named ?? this.#typeOf(bytes.length);
      // A perf event array's records end with bytes that nobody wrote.
      const own = type ? bytes.subarray(0, type.size) : bytes;
      text += this.look.format === 'json' ? this.#json(cpu, time, own, type) : this.#text(own, type);
    }
    return text;
  }

  #typeOf(size: number): EventType | undefined {
    if (!this.#bySize.has(size)) this.#bySize.set(size, typeOfSize(this.look.types, size));
    return this.#bySize.get(size);
  }

  #json(cpu: number, time: bigint, bytes: Uint8Array, type: EventType | undefined): string {
    const { map } = this.look;
    const from = map === undefined ? {} : { map };
    const where = cpu < 0 ? { time } : { time, cpu };
    const what = type ? { struct: type.name, value: this.#reader(type)(bytes) } : { bytes: hex(bytes) };
    return `${stringifyExact({ type: 'event', ...from, ...where, ...what })}\n`;
  }

  #text(bytes: Uint8Array, type: EventType | undefined): string {
    const from = this.look.map === undefined ? '' : `${this.look.map}: `;
    return `${from}${type ? `${type.name} ${formatValue(type.btf, type.type, bytes)}` : hex(bytes)}\n`;
  }

  #reader(type: EventType): (bytes: Uint8Array) => Plain {
    const known = this.#readers.get(type) ?? valueReader(type.btf, type.type);
    this.#readers.set(type, known);
    return known;
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/..(?=.)/g, '$& ');
}
