/**
 * Entries of a map as lines: `key: value` in C's words, or one JSON object each with all digits of 64-bit numbers. The
 * one entry of a program's data is its variables, a line each.
 */
import { mapLayout } from '#bpf/records/mapLayout';
import { variablesOf } from '#bpf/values/dataSection';
import { formatValue } from '#bpf/values/formatValue';
import { valueReader, type Plain } from '#bpf/values/readValue';
import { stringifyExact } from '#bpf/values/stringifyExact';
import type { MapInfo } from '#protocol/agentMaps';
import type { MapTypes } from '#targets/live/mapTypes';

export class EntryWriter {
  readonly #key: (bytes: Uint8Array) => Plain;
  readonly #value: (bytes: Uint8Array) => Plain;

  constructor(
    private readonly info: MapInfo,
    private readonly types: MapTypes | undefined,
    private readonly format: 'text' | 'json',
  ) {
    this.#key = types && types.key !== 0 ? valueReader(types.btf, types.key) : hex;
    this.#value = types && types.value !== 0 ? valueReader(types.btf, types.value) : hex;
  }

  /** `keys` and `values` hold `count` each, without gaps. */
  entries(count: number, keys: Uint8Array, values: Uint8Array): string {
    if (this.types?.btf.kind(this.types.value) === 'datasec') return this.#variables(this.types, values);
    const { keySize, slots } = this.info;
    const size = mapLayout(this.info).slotSize;
    let text = '';
    for (let index = 0; index < count; index++) {
      const key = keys.subarray(index * keySize, (index + 1) * keySize);
      const all = values.subarray(index * size * slots, (index + 1) * size * slots);
      const each = Array.from({ length: slots }, (_, slot) =>
        all.subarray(slot * size, slot * size + this.info.valueSize),
      );
      text += this.format === 'json' ? this.#json(key, each) : this.#text(key, each);
    }
    return text;
  }

  #variables({ btf, value }: MapTypes, bytes: Uint8Array): string {
    return variablesOf(btf, value, bytes)
      .filter(({ name }) => !name.includes('.')) // A function's own constants, of which the compiler makes many.
      .map(({ name, typeId, offset, size, text }) => {
        if (this.format === 'text') return `${name} = ${text}\n`;
        const plain = valueReader(btf, typeId)(bytes.subarray(offset, offset + size));
        return `${stringifyExact({ variable: name, value: plain })}\n`;
      })
      .join('');
  }

  #json(key: Uint8Array, slots: readonly Uint8Array[]): string {
    const values = slots.map(this.#value);
    const [first = null] = values;
    const what = slots.length > 1 ? { key: this.#key(key), values } : { key: this.#key(key), value: first };
    return `${stringifyExact(what)}\n`;
  }

  #text(key: Uint8Array, slots: readonly Uint8Array[]): string {
    const left = key.length === 0 ? '' : `${this.#line('key', key)}: `;
    if (slots.length === 1) return `${left}${this.#line('value', slots[0] ?? new Uint8Array())}\n`;
    return `${left}\n${slots.map((slot, cpu) => `  CPU ${cpu}: ${this.#line('value', slot)}\n`).join('')}`;
  }

  #line(side: 'key' | 'value', bytes: Uint8Array): string {
    const type = this.types?.[side] ?? 0;
    return this.types && type !== 0 ? formatValue(this.types.btf, type, bytes) : hex(bytes);
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/..(?=.)/g, '$& ');
}
