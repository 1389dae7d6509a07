/**
 * `.BTF.ext`: the C line and the function of instructions, and the places that CO-RE adapts. Records are found at
 * once and decoded section by section when asked for.
 */
import type { Btf } from '../btf/btf';
import { viewOf } from './elfFile';
import { instructionSize } from './elfFormat';

export interface SourceLine {
  /** Index in the section, or in the program where a program's lines are asked for. */
  instruction: number;
  file: string;
  /** From 1. */
  line: number;
  /** From 1; 0 when the compiler gave none. */
  column: number;
  /** The line as it stands in the file. */
  text: string;
}

export interface FunctionStart {
  instruction: number;
  /** BTF id of the FUNC. */
  type: number;
}

export interface CoreRelocation {
  instruction: number;
  /** BTF id of the type that the access starts from. */
  type: number;
  /** E.g. `0:1:2`, indices of members. */
  access: string;
  /** enum bpf_core_relo_kind. */
  kind: number;
}

/** Where records of one program section lie in the bytes. */
interface Run {
  at: number;
  count: number;
  each: number;
}

type Runs = ReadonlyMap<string, readonly Run[]>;

export class BtfExt {
  private readonly view: DataView;
  private readonly lines = new Map<string, SourceLine[]>();
  private readonly functions = new Map<string, FunctionStart[]>();
  private readonly core = new Map<string, CoreRelocation[]>();

  constructor(
    bytes: Uint8Array,
    private readonly btf: Btf,
    private readonly runs: { functions: Runs; lines: Runs; core: Runs },
  ) {
    this.view = viewOf(bytes);
  }

  get coreRelocations(): number {
    let sum = 0;
    for (const runs of this.runs.core.values()) for (const run of runs) sum += run.count;
    return sum;
  }

  /** Of a section, in the order of the instructions. */
  linesOf(section: string): readonly SourceLine[] {
    return this.decode(this.lines, this.runs.lines, section, (at, instruction) => {
      const place = this.u32(at + 12);
      return {
        instruction,
        file: this.btf.string(this.u32(at + 4)),
        line: place >>> 10,
        column: place & 0x3ff,
        text: this.btf.string(this.u32(at + 8)),
      };
    });
  }

  functionsOf(section: string): readonly FunctionStart[] {
    return this.decode(this.functions, this.runs.functions, section, (at, instruction) => {
      return { instruction, type: this.u32(at + 4) };
    });
  }

  coreOf(section: string): readonly CoreRelocation[] {
    return this.decode(this.core, this.runs.core, section, (at, instruction) => {
      return {
        instruction,
        type: this.u32(at + 4),
        access: this.btf.string(this.u32(at + 8)),
        kind: this.u32(at + 12),
      };
    });
  }

  private decode<T extends { instruction: number }>(
    known: Map<string, T[]>,
    runs: Runs,
    section: string,
    record: (at: number, instruction: number) => T,
  ): readonly T[] {
    let list = known.get(section);
    if (list) return list;
    list = [];
    for (const { at, count, each } of runs.get(section) ?? []) {
      for (let index = 0; index < count; index++) {
        const start = at + index * each;
        list.push(record(start, Math.floor(this.u32(start) / instructionSize)));
      }
    }
    list.sort((a, b) => a.instruction - b.instruction);
    known.set(section, list);
    return list;
  }

  private u32(at: number): number {
    return this.view.getUint32(at, this.btf.parts.littleEndian);
  }
}

/** `whole` is false when something does not lie inside the bytes. Undefined when even the header is wrong. */
export function readBtfExt(bytes: Uint8Array, btf: Btf): { value: BtfExt; whole: boolean } | undefined {
  const { littleEndian } = btf.parts;
  const view = viewOf(bytes);
  if (bytes.length < 24 || view.getUint16(0, littleEndian) !== 0xeb9f || view.getUint8(2) !== 1)
    return undefined;
  const headerSize = view.getUint32(4, littleEndian);
  if (headerSize < 24) return undefined;
  let whole = true;
  const runs = (field: number, leastRecord: number): Runs => {
    if (field + 8 > Math.min(headerSize, bytes.length)) return new Map<string, Run[]>();
    const start = headerSize + view.getUint32(field, littleEndian);
    const end = start + view.getUint32(field + 4, littleEndian);
    const inside = end <= bytes.length;
    const found = inside ? findRuns(view, btf, start, end, leastRecord) : undefined;
    whole &&= found?.whole ?? false;
    return found?.runs ?? new Map<string, Run[]>();
  };
  const found = { functions: runs(8, 8), lines: runs(16, 16), core: runs(24, 16) };
  return { value: new BtfExt(bytes, btf, found), whole };
}

/** A size of records, then for each program section its name, a count, and so many records. */
function findRuns(
  view: DataView,
  btf: Btf,
  start: number,
  end: number,
  leastRecord: number,
): { runs: Map<string, Run[]>; whole: boolean } {
  const runs = new Map<string, Run[]>();
  if (start === end) return { runs, whole: true };
  if (start + 4 > end) return { runs, whole: false };
  const { littleEndian } = btf.parts;
  const each = view.getUint32(start, littleEndian);
  if (each < leastRecord) return { runs, whole: false };
  let at = start + 4;
  while (at + 8 <= end) {
    const name = btf.string(view.getUint32(at, littleEndian));
    const count = view.getUint32(at + 4, littleEndian);
    at += 8;
    if (at + count * each > end) return { runs, whole: false };
    const list = runs.get(name) ?? [];
    runs.set(name, list);
    list.push({ at, count, each });
    at += count * each;
  }
  return { runs, whole: at === end };
}
