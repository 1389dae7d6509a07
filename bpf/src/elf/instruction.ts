/** One slot of a BPF program, taken apart. */

export interface Instruction {
  opcode: number;
  destination: number;
  source: number;
  offset: number;
  immediate: number;
}

/** `index` must lie inside of the view. */
export function instructionAt(view: DataView, index: number, littleEndian: boolean): Instruction {
  const at = index * 8;
  const registers = view.getUint8(at + 1);
  const [low, high] = [registers & 0xf, registers >>> 4];
  return {
    opcode: view.getUint8(at),
    destination: littleEndian ? low : high,
    source: littleEndian ? high : low,
    offset: view.getInt16(at + 2, littleEndian),
    immediate: view.getInt32(at + 4, littleEndian),
  };
}

/** The lowest three bits of the opcode. */
export const instructionClass = { ld: 0, ldx: 1, st: 2, stx: 3, alu: 4, jmp: 5, jmp32: 6, alu64: 7 } as const;

/** Where a jump leads, as an index; undefined for what is no jump. */
export function jumpTarget({ opcode, offset, immediate }: Instruction, index: number): number | undefined {
  const kind = opcode & 7;
  const operation = opcode & 0xf0;
  if (kind !== instructionClass.jmp && kind !== instructionClass.jmp32) return undefined;
  if (operation === operations.call || operation === operations.exit) return undefined;
  // The jump without a condition has a long form, whose distance is the immediate.
  const long = kind === instructionClass.jmp32 && operation === operations.always;
  return index + 1 + (long ? immediate : offset);
}

/** The highest four bits of a jump's or an arithmetic opcode. */
export const operations = { always: 0, call: 0x80, exit: 0x90, add: 0, move: 0xb0 } as const;
