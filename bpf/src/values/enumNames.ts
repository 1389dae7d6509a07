/** Names and numbers of one enum, each found in one step. */
import type { BtfEnum } from '../btf/type';

export class EnumNames {
  private byValue: Map<number | bigint, string> | undefined;

  constructor(private readonly type: BtfEnum) {}

  /** The first name of a number; undefined for a number without one. */
  nameOf(value: number | bigint): string | undefined {
    if (!this.byValue) {
      this.byValue = new Map();
      for (const { name, value: number } of this.type.values) {
        const key = exactNumber(number);
        if (!this.byValue.has(key)) this.byValue.set(key, name);
      }
    }
    return this.byValue.get(value);
  }

  valueOf(name: string): bigint | undefined {
    return this.type.values.find((value) => value.name === name)?.value;
  }

  /** In the order of the declaration. */
  list(): string[] {
    return this.type.values.map((value) => value.name);
  }
}

/** A number where it is exact, so that equal values are equal keys. */
export function exactNumber(value: bigint): number | bigint {
  return value >= -largest && value <= largest ? Number(value) : value;
}

const largest = BigInt(Number.MAX_SAFE_INTEGER);
