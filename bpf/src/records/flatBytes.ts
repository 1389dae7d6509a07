/** Comparing, copying and hashing bytes of one block with those of another, four at a time and wherever they lie. */

/** Above this a copy by the engine is worth the object that it needs. */
const copiedByWords = 128;

export function sameBytes(a: DataView, aAt: number, b: DataView, bAt: number, size: number): boolean {
  const words = size & ~3;
  let next = 0;
  for (; next < words; next += 4) {
    if (a.getUint32(aAt + next, true) !== b.getUint32(bAt + next, true)) return false;
  }
  for (; next < size; next++) {
    if (a.getUint8(aAt + next) !== b.getUint8(bAt + next)) return false;
  }
  return true;
}

export function copyBytes(from: DataView, fromAt: number, to: DataView, toAt: number, size: number): void {
  if (size > copiedByWords) {
    new Uint8Array(to.buffer, to.byteOffset + toAt, size).set(
      new Uint8Array(from.buffer, from.byteOffset + fromAt, size),
    );
    return;
  }
  const words = size & ~3;
  let next = 0;
  for (; next < words; next += 4) to.setUint32(toAt + next, from.getUint32(fromAt + next, true), true);
  for (; next < size; next++) to.setUint8(toAt + next, from.getUint8(fromAt + next));
}

/** 32 bits. Mixed as in MurmurHash3's finaliser, so that keys that count upwards are spread. */
export function hashBytes(view: DataView, at: number, size: number, seed: number): number {
  const words = size & ~3;
  let hash = seed ^ size;
  let next = 0;
  for (; next < words; next += 4) hash = mix(hash ^ view.getUint32(at + next, true));
  for (; next < size; next++) hash = mix(hash ^ view.getUint8(at + next));
  return hash >>> 0;
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
