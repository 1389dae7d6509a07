/** The C lines of one program's instructions. */
import type { BpfObject, BpfProgram } from './bpfObject';
import type { CoreRelocation, SourceLine } from './btfExt';
import { instructionSize } from './elfFormat';
import { lastAtOrBefore } from './objectParts';

/**
 * In the order of the instructions, which are counted from the program's first; empty without `.BTF.ext`. What the
 * compiler made up by itself, with line 0, counts to the line before it.
 */
export function linesOf({ ext }: BpfObject, program: BpfProgram): SourceLine[] {
  return within(ext?.linesOf(program.section) ?? [], program).filter(({ line }) => line > 0);
}

/** The places that CO-RE adapts, counted likewise. */
export function coreRelocationsOf({ ext }: BpfObject, program: BpfProgram): CoreRelocation[] {
  return within(ext?.coreOf(program.section) ?? [], program);
}

/** BTF id of the FUNC that the program is. */
export function functionType({ ext }: BpfObject, program: BpfProgram): number | undefined {
  return within(ext?.functionsOf(program.section) ?? [], program).find(({ instruction }) => instruction === 0)
    ?.type;
}

/** The line that an instruction comes from: the last one stated at or before it. */
export function lineAt(lines: readonly SourceLine[], instruction: number): SourceLine | undefined {
  return lines[lastAtOrBefore(lines, instruction, (line) => line.instruction)];
}

function within<T extends { instruction: number }>(
  all: readonly T[],
  { offset, instructions }: BpfProgram,
): T[] {
  const first = offset / instructionSize;
  const start = lastAtOrBefore(all, first - 1, (entry) => entry.instruction) + 1;
  const end = lastAtOrBefore(all, first + instructions - 1, (entry) => entry.instruction) + 1;
  return all.slice(start, end).map((entry) => ({ ...entry, instruction: entry.instruction - first }));
}
