/** Bodies of structs and unions with the padding that their layout needs. */
import type { BtfStruct } from '../type';
import { resolve } from '../measure';
import { declare, deepestNesting, type HeaderContext } from './declaration';
import { isPadding, type StructPlan } from './cLayout';
import { cName } from './headerNames';

/** `struct NAME { … } __attribute__((packed))`, without the semicolon; `head` is the keyword with or without a tag. */
export function structBody(context: HeaderContext, id: number, head: string, indent: string): string {
  const type = context.struct(id);
  if (!type) return 'void';
  const plan = context.layout.plan(id, type);
  const inside = `${indent}\t`;
  if (plan.opaque || context.depth > deepestNesting || context.budget < 0) {
    return `${head} {\n${inside}unsigned char ${paddingName(context)}[${type.size}];\n${indent}}`;
  }
  context.depth++;
  const lines = bodyLines(context, type, plan, inside);
  context.depth--;
  const end = plan.packed ? ' __attribute__((packed))' : '';
  return lines === '' ? `${head} {}${end}` : `${head} {\n${lines}${indent}}${end}`;
}

function bodyLines(context: HeaderContext, type: BtfStruct, plan: StructPlan, indent: string): string {
  let text = '';
  let pad = 0;
  const padding = (index: number): void => {
    for (let next = plan.pads[pad]; next?.before === index; next = plan.pads[++pad]) {
      text +=
        type.kind === 'union'
          ? `${indent}unsigned char ${paddingName(context)}[${next.to / 8}];\n`
          : paddingLines(context, next.from, next.to, indent);
    }
  };
  for (const [index, member] of type.members.entries()) {
    context.budget--;
    padding(index);
    if (isPadding(context.btf, member)) continue;
    const width = member.bitSize > 0 ? `: ${member.bitSize}` : '';
    text += `${indent}${memberText(context, member.name, member.type, indent)}${width};\n`;
  }
  padding(type.members.length);
  return text;
}

function memberText(context: HeaderContext, name: string, type: number, indent: string): string {
  if (name !== '') return declare(context, type, cName(name), indent);
  // The kernel's `-fms-extensions` lets a tagged struct stand as an anonymous member. Plain C would take
  // `struct x;` for a declaration, so its body is written out without the tag.
  const target = resolve(context.btf, type);
  return structBody(context, target, context.btf.kind(target), indent);
}

/**
 * Fills bits `from` to `to`. Unnamed bit-fields of `long` take part in no alignment; those chosen here never cross
 * a unit of 64 bits, so that C cannot move them. Beyond a few lines of them an array says it shorter.
 */
function paddingLines(context: HeaderContext, from: number, to: number, indent: string): string {
  let text = '';
  let at = from;
  while (at < to) {
    const left = to - at;
    if (left > longestRun && at % 8 === 0 && left % 8 === 0) {
      return `${text}${indent}unsigned char ${paddingName(context)}[${left / 8}];\n`;
    }
    const bits = Math.min(left, 64 - (at % 64), left > longestRun ? 8 - (at % 8) : 64);
    text += `${indent}long: ${bits};\n`;
    at += bits;
  }
  return text;
}

const longestRun = 512;

function paddingName(context: HeaderContext): string {
  return `___padding_${++context.paddings}`;
}
