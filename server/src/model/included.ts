/** What the headers of a file declare, as far as they were read: a set of them, asked by name. */
import type { Span } from '../syntax/ast';
import type { Macro } from './macros';
import type { FunctionModel, GlobalModel, MapModel, Model, TypeDefinition } from './model';

/** One header. Shared by all files that include it. */
export interface Header {
  /** Absolute. */
  path: string;
  text: string;
  declares: Pick<Model, 'functions' | 'maps' | 'globals' | 'licence' | 'macros' | 'types' | 'enumerators'>;
  /** libbpf's own, the system's, or made from BTF: what everybody has is nobody's own. */
  isStandard: boolean;
}

export interface Place {
  header: Header;
  span: Span;
}

export class Included {
  static readonly none = new Included([], 'none', false);
  /** Of a file that includes others, before any was read. */
  static readonly unread = new Included([], 'unread', true);

  constructor(
    readonly headers: readonly Header[],
    /** Differs when any header does: what was found out with others may be wrong. */
    readonly identity: string,
    /** A header of the project was not found, or not read: what is declared nowhere may be declared there. */
    readonly isPartial: boolean,
    /** Files that the file's own `#include`s stand for, by name as written. */
    readonly files: ReadonlyMap<string, string> = new Map(),
  ) {}

  #defined: ReadonlySet<string> | undefined;

  /** Undefined too when headers do not agree: one of them is for another compiler or another machine. */
  macro(name: string): Macro | undefined {
    let found: Macro | undefined;
    for (const { declares } of this.headers) {
      const macro = declares.macros.get(name);
      if (!macro) continue;
      if (found && found.value !== macro.value) return undefined;
      found = macro;
    }
    return found;
  }

  enumerator(name: string): bigint | undefined {
    return this.#first(({ declares }) => declares.enumerators.get(name));
  }

  /** By `struct name` or typedef name. */
  type(name: string): TypeDefinition | undefined {
    return this.#first(({ declares }) => declares.types.get(name));
  }

  /** Of the project, as the next ones. */
  get maps(): readonly MapModel[] {
    return this.#own.flatMap(({ declares }) => declares.maps);
  }

  get types(): readonly string[] {
    return this.#own.flatMap(({ declares }) => [...declares.types.keys()]);
  }

  function(name: string): FunctionModel | undefined {
    return this.#named(({ functions }) => functions, name);
  }

  global(name: string): GlobalModel | undefined {
    return this.#named(({ globals }) => globals, name);
  }

  get hasLicence(): boolean {
    return this.#own.some(({ declares }) => declares.licence !== undefined);
  }

  /** A function or a macro of the project's headers: a name that says nothing about the kernel. */
  defines(name: string): boolean {
    this.#defined ??= new Set(
      this.#own.flatMap(({ declares }) => [
        ...declares.macros.keys(),
        ...declares.functions.map((one) => one.name.text),
      ]),
    );
    return this.#defined.has(name);
  }

  /** Whether a header of the project says the word anywhere. */
  mentions(name: string): boolean {
    const word = new RegExp(`\\b${name.replace(/\$/g, '\\$')}\\b`);
    return this.#own.some(({ text }) => text.includes(name) && word.test(text));
  }

  /** Where a name is declared; of several places the nearest to the file. */
  place(name: string): Place | undefined {
    for (const header of this.headers) {
      const span = declarationIn(header, name);
      if (span) return { header, span };
    }
    return undefined;
  }

  get #own(): readonly Header[] {
    return this.headers.filter(({ isStandard }) => !isStandard);
  }

  #first<T>(ask: (header: Header) => T | undefined): T | undefined {
    for (const header of this.headers) {
      const found = ask(header);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #named<T extends { name: { text: string } }>(
    list: (declares: Header['declares']) => readonly T[],
    name: string,
  ): T | undefined {
    return this.#first((header) =>
      header.isStandard ? undefined : list(header.declares).find((one) => one.name.text === name),
    );
  }
}

/** The name where its declaration has it. */
function declarationIn({ declares, text }: Header, name: string): Span | undefined {
  const { functions, maps, globals, macros, types, enumerators } = declares;
  const named = [...functions, ...maps, ...globals].find((one) => one.name.text === name);
  const found = named?.name ?? macros.get(name)?.nameSpan ?? types.get(name)?.name;
  if (found) return { start: found.start, end: found.end };
  for (const keyword of ['struct', 'union', 'enum']) {
    const type = types.get(`${keyword} ${name}`);
    if (type) return wordFrom(text, name, type.offset);
  }
  return enumerators.has(name) ? wordFrom(text, name, 0) : undefined;
}

function wordFrom(text: string, name: string, from: number): Span | undefined {
  const word = new RegExp(`\\b${name.replace(/\$/g, '\\$')}\\b`, 'g');
  word.lastIndex = from;
  const start = word.exec(text)?.index;
  return start === undefined ? undefined : { start, end: start + name.length };
}
