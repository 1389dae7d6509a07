/** What the facts say of a file: the program types of its programs, its helper calls, its map types. */
import { matchSection, type SectionMatch } from '#bpf/facts/sections';
import { helperByName, type Helper } from '#bpf/facts/helpers';
import { mapTypeByName, type MapType } from '#bpf/facts/mapTypes';
import { callsOf, type Call } from '../flow/walk';
import type { Name, Span, TypeName } from '../syntax/ast';
import { evaluate } from './constants';
import { parseExpression } from './parseExpression';
import type { FunctionModel, MapModel, Model, ProgramModel } from './model';
import { layoutOf, type Layout } from './types';

export interface ProgramFacts {
  program: ProgramModel;
  match: SectionMatch;
  /** Of the section, without `BPF_PROG_TYPE_`; undefined when libbpf does not know the section. */
  programType: string | undefined;
  attachType: string | undefined;
  sleepable: boolean;
}

export class Facts {
  readonly #programs = new Map<FunctionModel, ProgramFacts>();
  #users: Map<FunctionModel, ProgramFacts[]> | undefined;

  constructor(
    readonly model: Model,
    /** Of the file and the workspace's headers. */
    readonly lookUp: {
      macro(name: string): string | undefined;
      enumerator(name: string): bigint | undefined;
    } = {
      macro: () => undefined,
      enumerator: () => undefined,
    },
  ) {
    for (const program of model.programs) this.#programs.set(program, factsOf(program));
  }

  /** Of a function that is a program. */
  program(one: FunctionModel): ProgramFacts | undefined {
    return this.#programs.get(one);
  }

  get programs(): readonly ProgramFacts[] {
    return [...this.#programs.values()];
  }

  /** The programs from which a function is reached, itself included when it is one. */
  programsThatReach(one: FunctionModel): readonly ProgramFacts[] {
    this.#users ??= this.#reach();
    return this.#users.get(one) ?? [];
  }

  /** Programs may be called by others instead of being attached. */
  get hasTailCalls(): boolean {
    return this.model.maps.some((map) => this.mapType(map)?.name === 'PROG_ARRAY');
  }

  map(name: string): MapModel | undefined {
    return this.model.maps.find((map) => map.name.text === name);
  }

  mapType(map: MapModel): MapType | undefined {
    const text = map.fields.get('type')?.text;
    return text === undefined ? undefined : mapTypeByName(this.resolveName(text));
  }

  helper(call: Call): Helper | undefined {
    return this.model.functions.some(({ name }) => name.text === call.name)
      ? undefined
      : helperByName(call.name);
  }

  /** A macro that is only another name. */
  resolveName(name: string): string {
    let at = name.trim();
    for (let steps = 0; steps < 8; steps++) {
      const value = this.model.macros.get(at)?.value ?? this.lookUp.macro(at);
      if (value === undefined || !/^\w+$/.test(value)) return at;
      at = value;
    }
    return at;
  }

  /** Value of an integer constant expression that is written in the file. */
  constant(text: string, depth = 0): bigint | undefined {
    const expression = depth > 8 ? undefined : parseExpression(text);
    if (!expression) return undefined;
    return evaluate(expression, {
      named: (name) => {
        const known = this.model.enumerators.get(name) ?? this.lookUp.enumerator(name);
        const value = this.model.macros.get(name)?.value ?? this.lookUp.macro(name);
        return known ?? (value === undefined ? undefined : this.constant(value, depth + 1));
      },
      sizeOf: ({ type, operand }) => {
        if (type) return this.layout(type)?.size;
        return operand?.kind === 'name' ? this.layoutNamed(operand.name)?.size : undefined;
      },
    });
  }

  layout(type: TypeName): Layout | undefined {
    return layoutOf(type, this.model, (text) => this.constant(text));
  }

  /** `struct event` or `u32`, in words. */
  layoutNamed(text: string): Layout | undefined {
    const pointers = (text.match(/\*/g) ?? []).length;
    const base = text
      .replace(/\*/g, '')
      .replace(/\b(const|volatile)\b/g, '')
      .replace(/\s+/g, ' ')
      .trim();
    return this.layout({
      start: 0,
      end: 0,
      base,
      pointers,
      arrays: [],
      isFunctionPointer: false,
      qualifiers: [],
    });
  }

  #reach(): Map<FunctionModel, ProgramFacts[]> {
    const byName = new Map(this.model.functions.map((one) => [one.name.text, one]));
    const users = new Map<FunctionModel, ProgramFacts[]>();
    for (const facts of this.#programs.values()) {
      const seen = new Set<FunctionModel>();
      const open: FunctionModel[] = [facts.program];
      for (let one = open.pop(); one; one = open.pop()) {
        if (seen.has(one)) continue;
        seen.add(one);
        users.set(one, [...(users.get(one) ?? []), facts]);
        for (const name of mentioned(one)) {
          const next = byName.get(name);
          if (next) open.push(next);
        }
      }
    }
    return users;
  }
}

const mentions = new WeakMap<object, readonly string[]>();

/** Names that a function calls, or hands to somebody who calls them. */
function mentioned(one: FunctionModel): readonly string[] {
  const known = mentions.get(one.function);
  if (known) return known;
  const names = namesIn(one);
  mentions.set(one.function, names);
  return names;
}

function namesIn(one: FunctionModel): string[] {
  return callsOf(one).flatMap((call) => [
    call.name,
    ...call.arguments.flatMap((argument) => {
      const inner = argument.kind === 'addressOf' ? argument.operand : argument;
      return inner.kind === 'name' ? [inner.name] : [];
    }),
  ]);
}

function factsOf(program: ProgramModel): ProgramFacts {
  const match = matchSection(program.section.text);
  const definition = match.kind === 'program' ? match.definition : undefined;
  return {
    program,
    match,
    programType: definition?.programType,
    attachType: definition?.attachType,
    sleepable: definition?.sleepable === true,
  };
}

/** Where a name stands, as a span of the file. */
export function placeOf(name: Name): Span {
  return { start: name.start, end: name.end };
}
