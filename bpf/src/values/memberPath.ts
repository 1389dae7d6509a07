/** Finds members by name, through anonymous structs and unions. */
import type { Shape, StructShape } from './shapes';

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

/** Of a struct and its anonymous members, not those further in. */
export function memberNames(struct: StructShape): string[] {
  return struct.members.flatMap((member) => {
    if (member.name !== '') return [member.name];
    return member.shape.shape === 'struct'
      ? member.shape.members.map((inner) => inner.name).filter((name) => name !== '')
      : [];
  });
}
