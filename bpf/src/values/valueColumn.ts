/**
 * What a table shows of keys, values and records: one column for each member that holds a value of its own, found from
 * the type once, so that reading a cell is a look at some bytes. Nothing is decoded before it is looked at.
 */

export interface ValueColumn {
  /** The way to it: `pid`, `addr.s6_addr`, `slots[3]`; `key` or `value` for a type that is one number. */
  id: string;
  /** C's name of its type, e.g. `__u64`, `char[16]`, `enum tcp_state`. */
  type: string;
  /** From the start of the key, value or record; in bytes. */
  offset: number;
  /** In bytes; of a bit-field those that hold it. */
  size: number;
  /** Numbers stand at the right, can be compared, drawn and counted. */
  numeric: boolean;
  format: ValueFormat;
  /** The number as it is, exact; undefined for what is no number, and outside of the bytes. */
  number(view: DataView, at: number): number | bigint | undefined;
  /** As a person reads it. `at` is where the key, value or record begins in `view`. */
  text(view: DataView, at: number): string;
}

/** How a column's bytes are read; some can be chosen by the user where the type leaves it open. */
export type ValueFormat =
  | 'number'
  | 'hex'
  | 'bool'
  | 'enum'
  | 'text'
  | 'bytes'
  | 'pointer'
  | 'float'
  | 'ipv4'
  | 'ipv6'
  | 'mac'
  /** Nanoseconds since boot, shown as a time of day; needs `ValueOptions.bootTime`. */
  | 'timestamp'
  | 'duration';

export interface ValueOptions {
  /** Milliseconds since 1970 when CLOCK_MONOTONIC was 0, for timestamps. */
  bootTime?: number;
  /** What the user chose instead, by column id. */
  formats?: Readonly<Record<string, ValueFormat>>;
}
