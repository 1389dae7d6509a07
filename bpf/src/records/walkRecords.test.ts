import { describe, expect, it } from 'vitest';
import { walkRecords } from './walkRecords';

function batch(...records: { cpu: number; time: bigint; bytes: number[] }[]): Uint8Array {
  const parts = records.map(({ cpu, time, bytes }) => {
    const part = new DataView(new ArrayBuffer(16 + bytes.length));
    part.setUint32(0, bytes.length, true);
    part.setInt32(4, cpu, true);
    part.setBigUint64(8, time, true);
    bytes.forEach((byte, index) => part.setUint8(16 + index, byte));
    return [...new Uint8Array(part.buffer)];
  });
  return Uint8Array.from(parts.flat());
}

const two = batch({ cpu: -1, time: 2n ** 60n, bytes: [1, 2, 3] }, { cpu: 7, time: 5n, bytes: [] });

describe('walkRecords', () => {
  it('finds each record with its CPU and exact time', () => {
    expect([...walkRecords(two)].map(({ cpu, time, bytes }) => [cpu, time, [...bytes]])).toEqual([
      [-1, 2n ** 60n, [1, 2, 3]],
      [7, 5n, []],
    ]);
  });

  it('ends where a length lies', () => {
    const lying = two.slice();
    new DataView(lying.buffer).setUint32(0, 0xffffffff, true);
    expect([...walkRecords(lying)]).toEqual([]);
    expect([...walkRecords(two.subarray(0, two.length - 1))]).toHaveLength(1);
  });
});
