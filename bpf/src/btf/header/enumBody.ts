/** Bodies of enums, of the size that BTF states. */
import type { Btf } from '../btf';
import type { BtfEnum } from '../type';
import type { HeaderContext } from './declaration';
import { enumSize } from './cLayout';

/** `enum TAG { … }` without the semicolon; `tag` may be empty. */
export function enumBody(context: HeaderContext, id: number, tag: string, indent: string): string {
  const type = context.btf.type(id);
  const head = tag === '' ? 'enum' : `enum ${tag}`;
  if ((type.kind !== 'enum' && type.kind !== 'enum64') || type.values.length === 0) return head;
  let text = `${head} {\n`;
  for (const { name, value } of type.values) {
    context.budget--;
    text += `${indent}\t${context.names.enumerator(name)} = ${valueText(type, value)},\n`;
  }
  return `${text}${indent}}${mode(type)}`;
}

/** An integer type of the enum's size, for the places where its body cannot be repeated. */
export function enumUnderlying(btf: Btf, id: number): string {
  const type = btf.type(id);
  if (type.kind !== 'enum' && type.kind !== 'enum64') return 'int';
  const word = { 1: 'char', 2: 'short', 4: 'int', 8: 'long long' }[enumSize(type.size)] ?? 'int';
  return `${type.signed ? 'signed' : 'unsigned'} ${word}`;
}

/** Old BTF does not say that an enum is signed; its negative values then show as the largest of the size. */
function valueText(type: BtfEnum, value: bigint): string {
  const bits = enumSize(type.size) * 8;
  const fitted = type.signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  if (bits < 64) return fitted.toString();
  // The smallest number has no literal of its own: C reads `-` and a number too large.
  if (fitted === -(2n ** 63n)) return '(-9223372036854775807LL - 1)';
  return `${fitted.toString()}${type.signed ? 'LL' : 'ULL'}`;
}

/** C makes an enum as large as its values need, at least an `int`; what BTF says otherwise is an attribute. */
function mode(type: BtfEnum): string {
  const size = enumSize(type.size);
  if (size === 1) return ' __attribute__((mode(byte)))';
  if (size === 2) return ' __attribute__((mode(HI)))';
  if (size === 8 && type.values.every(({ value }) => value >= -(2n ** 31n) && value < 2n ** 32n)) {
    return ' __attribute__((mode(DI)))';
  }
  return '';
}
