/** Program types: their contexts, field by field, and what they may return. */
import data from './data/programTypes.json';

export interface ContextField {
  name: string;
  type: string;
  /** Bytes from the start of the context. */
  offset: number;
  size: number;
  /** By attach type, `*` for all others: sizes in bytes that the verifier lets be read and written. */
  access: Readonly<Record<string, { read: readonly number[]; write: readonly number[]; reg: string | null }>>;
}

export interface ReturnValue {
  /** A number, or a rule in words. */
  value: number | string;
  name?: string;
}

export interface ProgramType {
  id: number;
  /** Without `BPF_PROG_TYPE_`. */
  name: string;
  since: string;
  /** C type of the context, when all programs of the type have the same. */
  context?: string;
  sections: readonly string[];
  attachTypes: readonly string[];
  returns: readonly ReturnValue[];
  /** `[least, most]`; by attach types separated by commas; or null where anything goes. */
  enforced: unknown;
  fields: readonly ContextField[];
}

export const programTypes: readonly ProgramType[] = data.programTypes as unknown as readonly ProgramType[];

const byName = new Map(programTypes.map((type) => [type.name, type]));

export function programTypeByName(name: string): ProgramType | undefined {
  return byName.get(name.replace(/^BPF_PROG_TYPE_/, ''));
}

/** The least and the greatest value that the verifier lets a program return; undefined where it does not look. */
export function enforcedReturns(
  type: ProgramType,
  attachType: string | undefined,
): readonly [number, number] | undefined {
  const { enforced } = type;
  if (isRange(enforced)) return enforced;
  if (typeof enforced !== 'object' || enforced === null) return undefined;
  let otherwise: unknown;
  for (const [key, range] of Object.entries(enforced)) {
    if (key === 'default') otherwise = range;
    else if (attachType !== undefined && key.split(',').some((pattern) => fits(attachType, pattern.trim()))) {
      return isRange(range) ? range : undefined;
    }
  }
  return isRange(otherwise) ? otherwise : undefined;
}

/** `*RECVMSG` ends so. */
function fits(attachType: string, pattern: string): boolean {
  return pattern.startsWith('*') ? attachType.includes(pattern.slice(1)) : attachType === pattern;
}

function isRange(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === 'number');
}
