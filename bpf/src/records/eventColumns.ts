/**
 * The columns of an event table: those of the record's type, before them the CPU and the time that came with the
 * record, where known, and after them how much longer than its type it is.
 */
import type { ValueColumn, ValueFormat } from '../values/valueColumn';
import type { RecordChunk } from './recordChunk';

export interface EventColumn {
  id: string;
  /** C's name of the type; empty for what is not of the program's. */
  type: string;
  numeric: boolean;
  format: ValueFormat;
  /** What the cell is read with; undefined for the columns that are not of the record's type. */
  value: ValueColumn | undefined;
  number(chunk: RecordChunk, index: number): number | bigint | undefined;
  text(chunk: RecordChunk, index: number): string;
}

export interface RecordShape {
  columns: readonly ValueColumn[];
  /** Of the type, in bytes; 0 when there is none. */
  size: number;
  /** The kernel pads records of perf buffers, so that up to 7 bytes more mean nothing. */
  source: 'ringbuf' | 'perf';
  /** Nanoseconds of CLOCK_MONOTONIC as a person reads them; without it as seconds. */
  timeText?: (nanoseconds: bigint) => string;
}

/** Which of the columns that are not of the type there are. */
export interface KnownOfRecords {
  tellsCpu: boolean;
  tellsTime: boolean;
  longest: number;
}

export function eventColumns(shape: RecordShape, known: KnownOfRecords): EventColumn[] {
  const taken = new Set(shape.columns.map((column) => column.id));
  const own = (name: string): string => (taken.has(name) ? `event.${name}` : name);
  const columns: EventColumn[] = [];
  if (known.tellsTime) columns.push(timeColumn(own('time'), shape.timeText ?? seconds));
  if (known.tellsCpu) columns.push(cpuColumn(own('cpu')));
  columns.push(...shape.columns.map(memberColumn));
  if (restBytes(shape, known.longest) > 0) columns.push(restColumn(own('rest'), shape));
  return columns;
}

/** What the agent found at one look has one time, so that many rows have the text of the one before. */
function timeColumn(id: string, timeText: (nanoseconds: bigint) => string): EventColumn {
  let last: { time: bigint; text: string } | undefined;
  return {
    ...{ id, type: '', numeric: true, format: 'timestamp', value: undefined },
    number: (chunk, index) => chunk.time(index),
    text: (chunk, index) => {
      const time = chunk.time(index);
      if (time === undefined) return '';
      if (last?.time !== time) last = { time, text: timeText(time) };
      return last.text;
    },
  };
}

/** `829.695787123` */
function seconds(nanoseconds: bigint): string {
  const digits = String(nanoseconds).padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

function cpuColumn(id: string): EventColumn {
  return {
    ...{ id, type: '', numeric: true, format: 'number', value: undefined },
    number: (chunk, index) => chunk.cpu(index),
    text: (chunk, index) => String(chunk.cpu(index) ?? ''),
  };
}

/** A program may write less than the type has: what is not there is empty, and a text ends where the record does. */
function memberColumn(value: ValueColumn): EventColumn {
  const { id, type, numeric, format, offset, size } = value;
  const whole = format === 'text' || format === 'bytes' ? offset + Math.min(size, 1) : offset + size;
  return {
    ...{ id, type, numeric, format, value },
    number: (chunk, index) => {
      const view = chunk.record(index);
      return view.byteLength < whole ? undefined : value.number(view, 0);
    },
    text: (chunk, index) => {
      const view = chunk.record(index);
      return view.byteLength < whole ? '' : value.text(view, 0);
    },
  };
}

function restColumn(id: string, shape: RecordShape): EventColumn {
  const more = (chunk: RecordChunk, index: number): number | undefined =>
    restBytes(shape, chunk.record(index).byteLength) || undefined;
  return {
    ...{ id, type: '', numeric: true, format: 'number', value: undefined },
    number: more,
    text: (chunk, index) => {
      const bytes = more(chunk, index);
      return bytes === undefined ? '' : `+${bytes} bytes`;
    },
  };
}

/** Bytes beyond the type that mean something. */
export function restBytes({ size, source }: RecordShape, length: number): number {
  const more = length - size;
  return size > 0 && more > (source === 'perf' ? 7 : 0) ? more : 0;
}
