/** What the facts say of a file: the program types of its programs, its helper calls, its map types. */
import { matchSection, type SectionMatch } from '#bpf/facts/sections';
import { helperByName, type Helper } from '#bpf/facts/helpers';
import { mapTypeByName, type MapType } from '#bpf/facts/mapTypes';
import { callsOf, type Call } from '../flow/walk';
import type { FunctionItem, Name, Span, TypeName } from '../syntax/ast';
import { evaluate } from './constants';
import { parseExpression } from './parseExpression';
import { Included } from './included';
import type { FunctionModel, MapModel, Model, ProgramModel, TypeDefinition } from './model';
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
  #functions: ReadonlySet<string> | undefined;
  #maps: ReadonlyMap<string, MapModel> | undefined;
  #users: Map<FunctionModel, ProgramFacts[]> | undefined;

  constructor(
    readonly model: Model,
    readonly included: Included = Included.none,
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
    return this.maps.some((map) => this.mapType(map)?.name === 'PROG_ARRAY');
  }

  /** Of the file, then of its project's headers. */
  get maps(): readonly MapModel[] {
    return this.included.headers.length === 0 ? this.model.maps : [...this.model.maps, ...this.included.maps];
  }

  map(name: string): MapModel | undefined {
    this.#maps ??= new Map([...this.maps].reverse().map((map) => [map.name.text, map]));
    return this.#maps.get(name);
  }

  /** A function or a macro of the file or its project: whatever the name means elsewhere, here it means that. */
  defines(name: string): boolean {
    this.#functions ??= new Set(this.model.functions.map((one) => one.name.text));
    return this.#functions.has(name) || this.model.macros.has(name) || this.included.defines(name);
  }

  mapType(map: MapModel): MapType | undefined {
    const text = map.fields.get('type')?.text;
    return text === undefined ? undefined : mapTypeByName(this.resolveName(text));
  }

  helper(call: Call): Helper | undefined {
    return this.defines(call.name) ? undefined : helperByName(call.name);
  }

  /** A macro that is only another name. */
  resolveName(name: string): string {
    let at = name.trim();
    for (let steps = 0; steps < 8; steps++) {
      const value = this.#macro(at);
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
        const known = this.model.enumerators.get(name) ?? this.included.enumerator(name);
        const value = this.#macro(name);
        return known ?? (value === undefined ? undefined : this.constant(value, depth + 1));
      },
      sizeOf: ({ type, operand }) => {
        if (type) return this.layout(type)?.size;
        return operand?.kind === 'name' ? this.layoutNamed(operand.name)?.size : undefined;
      },
    });
  }

  layout(type: TypeName): Layout | undefined {
    return layoutOf(type, { type: (name) => this.type(name), constant: (text) => this.constant(text) });
  }

  /** By `struct name` or typedef name. */
  type(name: string): TypeDefinition | undefined {
    return this.model.types.get(name) ?? this.included.type(name);
  }

  #macro(name: string): string | undefined {
    const own = this.model.macros.get(name);
    return own ? own.value : this.included.macro(name)?.value;
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

/** So that they need not be looked for later. */
export function noteMentions(one: FunctionItem): void {
  mentioned({ function: one });
}

/** Names that a function calls, or hands to somebody who calls them. */
function mentioned(one: Pick<FunctionModel, 'function'>): readonly string[] {
  const known = mentions.get(one.function);
  if (known) return known;
  const names = namesIn(one);
  mentions.set(one.function, names);
  return names;
}

function namesIn(one: Pick<FunctionModel, 'function'>): string[] {
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
