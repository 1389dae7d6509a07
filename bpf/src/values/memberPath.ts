/** Finds parts of values by name and index, through anonymous structs and unions. */
import type { Member, Shape, Shapes, StructShape } from './shapes';

/** A part of a value: what it is, and where it begins. */
export interface Part {
  shape: Shape;
  type: number;
  name: string;
  at: number;
}

/** `at` counts from the start of the struct. */
export function findMember(struct: StructShape, name: string): Part | undefined {
  return search(struct, name, 0, { steps: mostSteps, depth: 0 });
}

/** Broken types can nest anonymous structs so that they double at each level. */
const mostSteps = 200_000;
const deepest = 32;

function search(
  struct: StructShape,
  name: string,
  at: number,
  limits: { steps: number; depth: number },
): Part | undefined {
  if (limits.depth > deepest) return undefined;
  for (const member of struct.members) {
    if (limits.steps-- <= 0) return undefined;
    if (member.name === name && name !== '')
      return { shape: member.shape, type: member.type, name, at: at + member.offset };
  }
  for (const member of struct.members) {
    if (member.name !== '' || member.shape.shape !== 'struct') continue;
    limits.depth++;
    const found = search(member.shape, name, at + member.offset, limits);
    limits.depth--;
    if (found || limits.steps <= 0) return found;
  }
  return undefined;
}

/** The part at the end of the way, or the first name that is not there and those that are. */
export function followPath(
  shapes: Shapes,
  from: Part,
  names: readonly string[],
): Part | { unknown: string; names: string[] } {
  let part = from;
  for (const name of names) {
    const shape = part.shape.shape === 'leaf' ? shapes.structure(part.type, part.name) : part.shape;
    const next = step(shape, part, name);
    if (!next) return { unknown: name, names: shape.shape === 'struct' ? memberNames(shape) : [] };
    part = next;
  }
  return part;
}

function step(shape: Shape, part: Part, name: string): Part | undefined {
  if (shape.shape === 'array') {
    const index = /^\d{1,12}$/.test(name) ? Number(name) : Infinity;
    if (index >= shape.count) return undefined;
    const at = part.at + index * shape.stride;
    return { shape: shape.element, type: shape.elementType, name: part.name, at };
  }
  if (shape.shape !== 'struct') return undefined;
  const found = findMember(shape, name);
  return found && { ...found, at: part.at + found.at };
}

/** The members that values without a name go to, one after the other. */
export function positional(struct: StructShape): Member[] {
  return struct.members.filter(({ name, shape }) => name !== '' || shape.shape === 'struct');
}

/** Of a struct and its anonymous members, not those further in. */
function memberNames(struct: StructShape): string[] {
  return struct.members.flatMap((member) => {
    if (member.name !== '') return [member.name];
    return member.shape.shape === 'struct'
      ? member.shape.members.map((inner) => inner.name).filter((name) => name !== '')
      : [];
  });
}
