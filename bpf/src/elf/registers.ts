/**
 * What registers hold where helpers are called: maps, and constants. Every instruction is looked at once: where paths
 * meet only what all of them agree on is kept, and at the head of a loop nothing.
 */
import type { BpfProgram } from './bpfObject';
import { viewOf } from './elfFile';
import { opcode } from './elfFormat';
import { type Instruction, instructionAt, instructionClass, jumpTarget, operations } from './instruction';

/** A map by its name, or a number. */
export type Known = { map: string } | { constant: number };
export type Registers = readonly (Known | undefined)[];

const nothing: Registers = Array.from({ length: 11 }, () => undefined);

/** Tells of each call of a helper, with the registers before it. */
export function followRegisters(
  program: BpfProgram,
  littleEndian: boolean,
  onHelper: (instruction: number, helper: number, registers: Registers) => void,
): void {
  // The kernel takes no more instructions than these.
  if (program.instructions > 1_000_000) return;
  const view = viewOf(program.bytes);
  const maps = new Map<number, string>();
  for (const reference of program.references) {
    if (reference.kind === 'map') maps.set(reference.instruction, reference.name);
  }
  const loops = loopHeads(view, program.instructions, littleEndian);
  const arriving = new Map<number, Registers>();
  let registers: Registers | undefined = nothing;
  for (let index = 0; index < program.instructions; index++) {
    registers = loops.has(index) ? nothing : meet(registers, arriving.get(index));
    arriving.delete(index);
    const instruction = instructionAt(view, index, littleEndian);
    if (instruction.opcode === opcode.call && instruction.source === 0) {
      onHelper(index, instruction.immediate, registers);
    }
    const target = jumpTarget(instruction, index);
    if (target !== undefined) {
      const before = arriving.get(target);
      if (target > index) arriving.set(target, before ? meet(registers, before) : registers);
      if ((instruction.opcode & 0xf0) === operations.always) registers = undefined;
    } else if (instruction.opcode === opcode.exit) registers = undefined;
    else if (instruction.opcode === opcode.loadImm64) {
      registers = set(
        registers,
        instruction.destination,
        wide(view, index, instruction, littleEndian, maps.get(index)),
      );
      index++;
    } else registers = after(registers, instruction);
  }
}

/** Where jumps lead back to. */
function loopHeads(view: DataView, count: number, littleEndian: boolean): Set<number> {
  const heads = new Set<number>();
  for (let index = 0; index < count; index++) {
    const target = jumpTarget(instructionAt(view, index, littleEndian), index);
    if (target !== undefined && target <= index) heads.add(target);
  }
  return heads;
}

/** Undefined is a path that nobody comes along. */
function meet(a: Registers | undefined, b: Registers | undefined): Registers {
  if (!a || !b || a === b) return a ?? b ?? nothing;
  return a.map((known, index) => (same(known, b[index]) ? known : undefined));
}

function same(a: Known | undefined, b: Known | undefined): boolean {
  if (!a || !b) return false;
  return 'map' in a ? 'map' in b && a.map === b.map : 'constant' in b && a.constant === b.constant;
}

function after(registers: Registers, instruction: Instruction): Registers {
  const { destination, source } = instruction;
  switch (instruction.opcode & 7) {
    case instructionClass.alu:
    case instructionClass.alu64:
      return set(registers, destination, computed(registers, instruction));
    case instructionClass.ldx:
      return set(registers, destination, undefined);
    case instructionClass.stx:
      // Atomic operations may bring the old value back.
      return (instruction.opcode & 0xe0) === 0xc0
        ? set(set(registers, source, undefined), 0, undefined)
        : registers;
    case instructionClass.ld:
      return set(registers, 0, undefined);
    case instructionClass.jmp:
      // Only calls come here. They may change the first six registers.
      return registers.map((known, at) => (at <= 5 ? undefined : known));
    default:
      return registers;
  }
}

function computed(registers: Registers, instruction: Instruction): Known | undefined {
  const { opcode: code, destination, source, offset, immediate } = instruction;
  const fromRegister = (code & 8) !== 0;
  const long = (code & 7) === instructionClass.alu64;
  const operation = code & 0xf0;
  if (operation === operations.move && fromRegister) {
    // With an offset it extends a sign.
    const known = offset === 0 ? registers[source] : undefined;
    return long || (known && 'constant' in known) ? known : undefined;
  }
  if (fromRegister) return undefined;
  const before = registers[destination];
  const sum =
    operation === operations.add && before && 'constant' in before ? before.constant + immediate : undefined;
  const constant = operation === operations.move ? immediate : sum;
  if (constant === undefined) return undefined;
  return { constant: long ? constant : constant >>> 0 };
}

function wide(
  view: DataView,
  index: number,
  { source, immediate }: Instruction,
  littleEndian: boolean,
  map: string | undefined,
): Known | undefined {
  if (map !== undefined) return { map };
  const next = (index + 2) * 8 <= view.byteLength ? instructionAt(view, index + 1, littleEndian) : undefined;
  return source === 0 && next?.immediate === 0 ? { constant: immediate >>> 0 } : undefined;
}

function set(registers: Registers, register: number, known: Known | undefined): Registers {
  if (same(known, registers[register]) || (!known && !registers[register])) return registers;
  const changed = registers.slice();
  changed[register] = known;
  return changed;
}
