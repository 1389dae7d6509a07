/** Signatures in words of C. */
import type { Parameter } from '#bpf/facts/helpers';
import type { FunctionItem, TypeName } from '../syntax/ast';

export interface Signature {
  name: string;
  returns: string;
  parameters: readonly Parameter[];
}

export function parameterText({ type, name }: Parameter): string {
  return type.endsWith('*') || name === '' ? type + name : `${type} ${name}`;
}

export function signatureOf({ name, returns, parameters }: Signature): string {
  const list = parameters.length === 0 ? 'void' : parameters.map(parameterText).join(', ');
  return `${returns}${returns.endsWith('*') ? '' : ' '}${name}(${list})`;
}

export function signatureOfFunction({ name, returns, parameters }: FunctionItem): Signature {
  return {
    name: name.text,
    returns: typeText(returns),
    parameters: parameters.map((one) => ({ type: typeText(one.type), name: one.name.text })),
  };
}

/** `const struct event *`, brackets as a star. */
export function typeText({ base, pointers, arrays, qualifiers }: TypeName): string {
  const stars = '*'.repeat(pointers + arrays.length);
  const isConst = qualifiers.includes('const') ? 'const ' : '';
  return stars === '' ? isConst + base : `${isConst}${base} ${stars}`;
}
