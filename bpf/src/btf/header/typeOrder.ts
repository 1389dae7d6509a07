/**
 * Writes types in an order in which C can read them: what a type contains comes before it; of what it only points
 * to, a forward declaration is enough, or the typedef's name.
 */
import { K } from '../format';
import { declare, type HeaderContext } from './declaration';
import { enumBody } from './enumBody';
import { isEnumForward } from './headerNames';
import { structBody } from './structBody';

/** `whole` when the type's size is needed, `named` when its name will do. */
type Need = 'whole' | 'named';

export class TypeOrder {
  readonly chunks: string[] = [];
  /** By id: the type's definition has been written, or is being written further up the stack. */
  private readonly defined: Uint8Array;
  private readonly declared = new Set<string>();
  private depth = 0;

  constructor(private readonly context: HeaderContext) {
    this.defined = new Uint8Array(context.btf.end);
  }

  /** Writes what must stand before a declaration with type `id`. */
  need(id: number, need: Need): void {
    // Only broken BTF is deeper; its header will not compile, but it will end.
    if (this.depth > deepest) return;
    this.depth++;
    this.write(id, need);
    this.depth--;
  }

  private write(id: number, need: Need): void {
    const { btf, names } = this.context;
    let at = id;
    let wanted = need;
    for (let steps = 0; steps < deepest; steps++) {
      const target = btf.sizeOrType(at);
      switch (btf.kindNumber(at)) {
        case K.const:
        case K.volatile:
        case K.restrict:
        case K.typeTag:
          at = target;
          continue;
        case K.ptr:
          at = target;
          wanted = 'named';
          continue;
        case K.array: {
          const array = btf.type(at);
          if (array.kind !== 'array') return;
          at = array.element;
          // C wants the elements' size even for a pointer to an array.
          wanted = 'whole';
          continue;
        }
        case K.typedef:
          this.typedef(at);
          if (wanted === 'named') return;
          at = target;
          continue;
        case K.struct:
        case K.union:
          if (btf.name(at) === '') this.members(at);
          else if (wanted === 'whole') this.struct(at);
          else this.forward(`${btf.kind(at)} ${names.tag(at)}`);
          return;
        case K.fwd: {
          const type = btf.type(at);
          if (type.kind === 'fwd') this.forward(`${type.of} ${names.tag(at)}`);
          return;
        }
        case K.enum:
        case K.enum64:
          if (btf.name(at) !== '') this.enum(at);
          return;
        case K.funcProto:
          this.prototype(at);
          return;
        default:
          return;
      }
    }
  }

  private struct(id: number): void {
    if (this.defined[id] === 1) return;
    this.members(id);
    const { btf, names } = this.context;
    const tag = `${btf.kind(id)} ${names.tag(id)}`;
    this.declared.add(tag);
    this.chunks.push(structBody(this.context, id, tag, ''), ';\n\n');
  }

  private members(id: number): void {
    if (this.defined[id] === 1) return;
    this.defined[id] = 1;
    const type = this.context.struct(id);
    if (!type) return;
    for (const member of type.members) this.need(member.type, 'whole');
  }

  private typedef(id: number): void {
    if (this.defined[id] === 1) return;
    this.defined[id] = 1;
    const { btf, names } = this.context;
    const target = btf.sizeOrType(id);
    this.need(target, 'named');
    const name = btf.name(id);
    if (name === '') return;
    // gcc gives its own list of arguments no type at all.
    const given = name === '__gnuc_va_list' && target === 0 ? `__builtin_va_list ${name}` : undefined;
    const text = `typedef ${given ?? declare(this.context, target, names.typedef(id), '')};\n\n`;
    this.chunks.push(name === 'bool' ? beforeC23(text) : text);
  }

  private enum(id: number): void {
    if (this.defined[id] === 1) return;
    this.defined[id] = 1;
    const tag = this.context.names.tag(id);
    if (isEnumForward(this.context.btf, id)) this.forward(`enum ${tag}`);
    else this.chunks.push(enumBody(this.context, id, tag, ''), ';\n\n');
  }

  /** An anonymous enum that nothing has contained so far: a list of constants. */
  constants(id: number): void {
    const { btf, enumsWritten } = this.context;
    if (btf.entries(id) === 0 || enumsWritten.has(id)) return;
    enumsWritten.add(id);
    const text = `${enumBody(this.context, id, '', '')};\n\n`;
    this.chunks.push(/\btrue = /.test(text) ? beforeC23(text) : text);
  }

  private prototype(id: number): void {
    if (this.defined[id] === 1) return;
    this.defined[id] = 1;
    const type = this.context.btf.type(id);
    if (type.kind !== 'func_proto') return;
    this.need(type.returns, 'named');
    for (const parameter of type.parameters) this.need(parameter.type, 'named');
  }

  private forward(tag: string): void {
    if (this.declared.has(tag)) return;
    this.declared.add(tag);
    this.chunks.push(tag, ';\n\n');
  }
}

/** Kernels nest 12 deep. */
const deepest = 100;

/** `bool`, `true` and `false` are keywords since C23. */
function beforeC23(text: string): string {
  return `#if !defined(__STDC_VERSION__) || __STDC_VERSION__ < 202311L\n${text.trimEnd()}\n#endif\n\n`;
}
