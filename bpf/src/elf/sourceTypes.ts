/** Looks up in the BTF what the C lines around an instruction name. */
import type { Btf } from '../btf/btf';
import type { BpfObject, BpfProgram } from './bpfObject';
import type { SourceLine } from './btfExt';
import { namedRecord, namedRecordBehind } from './namedRecord';
import { lastAtOrBefore } from './objectParts';
import { functionType, lineAt, linesOf } from './programLines';
import { declaredAs, namesIn, type TypeName } from './sourceNames';

/** A statement that is longer is read up to here. */
const longestStatement = 5;

/** So many different lines before the call are asked for the declaration of a variable. */
const farthestDeclaration = 200;

interface ProgramSource {
  lines: readonly SourceLine[];
  files: ReadonlyMap<string, readonly SourceLine[]>;
}

export class SourceTypes {
  private readonly programs = new Map<BpfProgram, ProgramSource>();
  private readonly types = new Map<string, number | undefined>();

  constructor(
    private readonly object: BpfObject,
    private readonly btf: Btf,
  ) {}

  /** Types that the statement of the instruction speaks of, the most telling first, each once. */
  at(program: BpfProgram, instruction: number): number[] {
    const { lines, files } = this.sourceOf(program);
    const call = lineAt(lines, instruction);
    if (!call) return [];
    const all = files.get(call.file) ?? [];
    const next = lastAtOrBefore(all, call.line, ({ line }) => line) + 1;
    const before = all.slice(Math.max(0, next - farthestDeclaration), next).reverse();
    const after = all.slice(next, next + longestStatement);
    const found = new Set<number>();
    for (const name of namesIn(statement(call, after))) {
      const type =
        'type' in name
          ? this.find(name.type)
          : this.ofVariable(name.variable, [...before, ...after], program);
      if (type !== undefined) found.add(type);
    }
    return [...found];
  }

  private sourceOf(program: BpfProgram): ProgramSource {
    let source = this.programs.get(program);
    if (!source) {
      const lines = linesOf(this.object, program);
      this.programs.set(program, (source = { lines, files: byFile(lines) }));
    }
    return source;
  }

  private ofVariable(
    variable: string,
    around: readonly SourceLine[],
    program: BpfProgram,
  ): number | undefined {
    for (const { text } of around) {
      const declared = declaredAs(text, variable);
      const type = declared && this.find(declared);
      if (type !== undefined) return type;
    }
    return this.ofParameter(variable, program) ?? this.ofGlobal(variable);
  }

  private ofParameter(variable: string, program: BpfProgram): number | undefined {
    const func = functionType(this.object, program);
    const prototype = func === undefined ? undefined : this.btf.type(this.btf.sizeOrType(func));
    if (prototype?.kind !== 'func_proto') return undefined;
    const parameter = prototype.parameters.find(({ name }) => name === variable);
    return parameter && behind(this.btf, parameter.type);
  }

  private ofGlobal(variable: string): number | undefined {
    const id = this.btf.find(variable, 'var');
    return id === undefined ? undefined : behind(this.btf, this.btf.sizeOrType(id));
  }

  private find({ keyword, name }: TypeName): number | undefined {
    const key = `${keyword} ${name}`;
    if (!this.types.has(key)) {
      const id = this.btf.find(name, keyword === '' ? 'typedef' : keyword);
      this.types.set(key, id === undefined ? undefined : behind(this.btf, id));
    }
    return this.types.get(key);
  }
}

function behind(btf: Btf, id: number): number | undefined {
  return namedRecord(btf, id) ?? namedRecordBehind(btf, id);
}

/** By file, the program's lines, each once, in the order of their numbers. */
function byFile(lines: readonly SourceLine[]): Map<string, SourceLine[]> {
  const files = new Map<string, Map<number, SourceLine>>();
  for (const line of lines) {
    const known = files.get(line.file) ?? new Map<number, SourceLine>();
    files.set(line.file, known);
    known.set(line.line, line);
  }
  return new Map(
    [...files].map(([file, known]) => [file, [...known.values()].sort((a, b) => a.line - b.line)] as const),
  );
}

/** The call's line, and those after it up to the semicolon as far as instructions came from them. */
function statement(call: SourceLine, after: readonly SourceLine[]): string {
  let text = call.text;
  for (const line of after) {
    if (/;\s*(?:\/[/*].*)?$/.test(text) || line.line > call.line + longestStatement) break;
    text += ` ${line.text}`;
  }
  return text;
}
