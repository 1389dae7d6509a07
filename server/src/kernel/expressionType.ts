/**
 * What an expression before a cursor is of: names, members, arrows, brackets. Follows declarations of the file, of its
 * headers, and what the kernel's BTF says; anything else is not known.
 */
import { Kind, tokenText, type Tokens } from '#bpf/source/lexer';
import { programTypeByName } from '#bpf/facts/programTypes';
import { declarationsOf } from '../flow/walk';
import type { Facts } from '../model/facts';
import type { FunctionModel } from '../model/model';
import type { Declaration, TypeName } from '../syntax/ast';
import type { KernelTypes, TypeRef } from './kernelTypes';

export interface MemberType {
  name: string;
  type: TypeRef;
  /** In words of C. */
  text: string;
  /** `kernel` when BTF said so, `file` for the file and its headers. */
  from: 'kernel' | 'file';
  /** In bytes from the start of its structure, where that is known and whole. */
  offset?: number;
  size?: number | undefined;
  bits?: number;
}

export interface TypeSources {
  facts: Facts;
  kernelTypes: KernelTypes | undefined;
}

/** Members of a structure, by its name; undefined when nobody knows it. */
export function membersOf(
  { facts, kernelTypes }: TypeSources,
  base: string,
): readonly MemberType[] | undefined {
  const own = structureOf(facts, base);
  if (own) return ownMembers(own);
  return kernelTypes?.fields(base)?.map(({ name, type, text, bitOffset, size, bits }) => ({
    name,
    type,
    text,
    from: 'kernel' as const,
    offset: Math.floor(bitOffset / 8),
    size,
    bits,
  }));
}

/** The type of a name in a function, or of the file. */
export function typeOfName(
  sources: TypeSources,
  inside: FunctionModel | undefined,
  name: string,
): TypeRef | undefined {
  const declared = inside && declaredIn(inside, name);
  if (declared) return refOf(declared);
  const { model, included } = sources.facts;
  const global = model.globals.find((one) => one.name.text === name) ?? included.global(name);
  return global && refOf(global.type);
}

/** The type of what stands before token `at`'s arrow or dot: `a->b[1].c`. `at` is the last token of it. */
export function typeBefore(
  sources: TypeSources,
  inside: FunctionModel | undefined,
  tokens: Tokens,
  at: number,
): TypeRef | undefined {
  const path: string[] = [];
  let place = at;
  let indexes = 0;
  for (let steps = 0; steps < 32; steps++) {
    const kind = tokens.kind[place];
    if (kind === closeBracket) {
      place = openingOf(tokens, place) - 1;
      indexes++;
      continue;
    }
    if (kind !== Kind.word) return undefined;
    // Brackets take a star each off what they follow.
    path.unshift(...[tokenText(tokens, place), ...new Array<string>(indexes).fill('[')]);
    indexes = 0;
    if (tokens.kind[place - 1] === dot) place -= 2;
    else if (tokens.kind[place - 1] === greater && tokens.kind[place - 2] === minus) place -= 3;
    else break;
  }
  const [root = '', ...rest] = path;
  return rest.reduce<TypeRef | undefined>(
    (type, step) => {
      if (!type) return undefined;
      if (step === '[') return { ...type, pointers: Math.max(0, type.pointers - 1) };
      return membersOf(sources, type.base)?.find(({ name }) => name === step)?.type;
    },
    typeOfName(sources, inside, root),
  );
}

/** Context types whose fields the facts list are the facts' to tell. */
export function isContextOf(programType: string | undefined, base: string): boolean {
  return programType !== undefined && programTypeByName(programType)?.context === base;
}

function declaredIn(inside: FunctionModel, name: string): TypeName | undefined {
  const isIt = (one: Declaration): boolean => one.name.text === name;
  const found = declarationsOf(inside).find(isIt) ?? inside.function.parameters.find(isIt);
  return found?.type;
}

function refOf({ base, pointers, arrays }: TypeName): TypeRef {
  return { base, pointers: pointers + arrays.length };
}

function structureOf(facts: Facts, base: string, depth = 0): TypeName | undefined {
  const definition = facts.type(base);
  if (!definition || depth > 8) return undefined;
  if (definition.type.fields) return definition.type;
  return definition.type.pointers === 0 && definition.type.base !== base
    ? structureOf(facts, definition.type.base, depth + 1)
    : undefined;
}

function ownMembers(type: TypeName, depth = 0): MemberType[] {
  return (type.fields ?? []).flatMap((field) => {
    if (field.name.text === '') return depth < 8 ? ownMembers(field.type, depth + 1) : [];
    const { base, pointers, arrays } = field.type;
    const text = `${base}${pointers > 0 ? ` ${'*'.repeat(pointers)}` : ''}${'[]'.repeat(arrays.length)}`;
    return { name: field.name.text, type: refOf(field.type), text, from: 'file' as const };
  });
}

function openingOf(tokens: Tokens, close: number): number {
  let depth = 0;
  for (let at = close; at >= 0; at--) {
    if (tokens.kind[at] === closeBracket) depth++;
    else if (tokens.kind[at] === openBracket && --depth === 0) return at;
  }
  return 0;
}

const minus = 45;
const dot = 46;
const greater = 62;
const openBracket = 91;
const closeBracket = 93;
