/**
 * What the target's kernel is made of, by its BTF: structures and their fields, functions and their parameters,
 * tracepoints. A kernel has 60,000 functions, so lists of names are made when first asked for, and cut.
 */
import type { Btf } from '#bpf/btf/btf';
import { K } from '#bpf/btf/format';
import { resolve, sizeOf } from '#bpf/btf/measure';
import type { Parameter } from '#bpf/facts/helpers';

/** What a value is of, as far as following members needs it. */
export interface TypeRef {
  /** `struct task_struct`, `u32`, `int` */
  base: string;
  /** Stars, and brackets, which are as good for `->` and `[…]`. */
  pointers: number;
}

export interface KernelField {
  name: string;
  type: TypeRef;
  /** `struct mm_struct *` */
  text: string;
  /** From the start of the structure that was asked about. */
  bitOffset: number;
  /** In bytes; undefined for bit-fields. */
  size: number | undefined;
  /** Width of a bit-field; 0 for other fields. */
  bits: number;
}

export interface KernelFunction {
  name: string;
  returns: string;
  parameters: readonly (Parameter & { ref: TypeRef })[];
}

export class KernelTypes {
  #functions: readonly string[] | undefined;
  #tracepoints: readonly string[] | undefined;

  constructor(private readonly btf: Btf) {}

  /** @param base `struct NAME`, `union NAME`, or a typedef's name */
  fields(base: string): readonly KernelField[] | undefined {
    const id = this.#find(base);
    return id === undefined ? undefined : this.#fieldsOf(id, 0, 0);
  }

  sizeOf(base: string): number | undefined {
    const id = this.#find(base);
    return id === undefined ? undefined : sizeOf(this.btf, id);
  }

  function(name: string): KernelFunction | undefined {
    const id = this.btf.find(name, 'func');
    return id === undefined ? undefined : this.#prototype(name, this.btf.sizeOrType(id), 0);
  }

  /** Of `tp_btf/NAME` and `raw_tp/NAME`. */
  tracepoint(name: string): KernelFunction | undefined {
    const id = this.btf.find(`btf_trace_${name}`, 'typedef');
    if (id === undefined) return undefined;
    const pointer = resolve(this.btf, id);
    // The first parameter is the kernel's own.
    return this.btf.kindNumber(pointer) === K.ptr
      ? this.#prototype(name, this.btf.sizeOrType(pointer), 1)
      : undefined;
  }

  enumerator(name: string): bigint | undefined {
    this.#enumerators ??= this.#readEnumerators();
    return this.#enumerators.get(name);
  }

  /** Names that start so, at most so many; with too few of them also names that hold it. */
  functionNames(typed: string, most: number): readonly string[] {
    this.#functions ??= this.#names(K.func, '');
    return matching(this.#functions, typed, most);
  }

  tracepointNames(typed: string, most: number): readonly string[] {
    this.#tracepoints ??= this.#names(K.typedef, 'btf_trace_');
    return matching(this.#tracepoints, typed, most);
  }

  #enumerators: ReadonlyMap<string, bigint> | undefined;

  #readEnumerators(): Map<string, bigint> {
    const { btf } = this;
    const found = new Map<string, bigint>();
    for (let id = btf.firstId; id < btf.end; id++) {
      const kind = btf.kindNumber(id);
      // Those of the interface between kernel and user space: what is inside the kernel changes.
      if (
        (kind !== K.enum && kind !== K.enum64) ||
        !/^(|bpf_\w+|xdp_action|sk_action|tcx?_\w+)$/.test(btf.name(id))
      )
        continue;
      const type = btf.type(id);
      if (type.kind === 'enum' || type.kind === 'enum64')
        for (const { name, value } of type.values) found.set(name, value);
    }
    return found;
  }

  #find(base: string): number | undefined {
    const [, keyword, name] = /^(?:(struct|union|enum) )?(\w+)$/.exec(base) ?? [];
    if (name === undefined) return undefined;
    if (keyword === 'struct' || keyword === 'union') return this.btf.find(name, keyword);
    if (keyword === 'enum') return this.btf.find(name, 'enum') ?? this.btf.find(name, 'enum64');
    return this.btf.find(name, 'typedef') ?? this.btf.find(name, 'int');
  }

  /** Fields of anonymous structures count as the outer one's. */
  #fieldsOf(id: number, from: number, depth: number): KernelField[] | undefined {
    const type = this.btf.type(resolve(this.btf, id));
    if ((type.kind !== 'struct' && type.kind !== 'union') || depth > 8) return undefined;
    return type.members.flatMap((member) => {
      const bitOffset = from + member.bitOffset;
      if (member.name === '') return this.#fieldsOf(member.type, bitOffset, depth + 1) ?? [];
      const { ref, text } = this.#describe(member.type);
      const size = member.bitSize > 0 ? undefined : sizeOf(this.btf, member.type);
      return { name: member.name, type: ref, text, bitOffset, size, bits: member.bitSize };
    });
  }

  #prototype(name: string, id: number, skip: number): KernelFunction | undefined {
    const type = this.btf.type(id);
    if (type.kind !== 'func_proto') return undefined;
    return {
      name,
      returns: this.#describe(type.returns).text,
      parameters: type.parameters.slice(skip).map((parameter, index) => {
        const { ref, text } = this.#describe(parameter.type);
        return { name: parameter.name === '' ? `arg${index + 1}` : parameter.name, type: text, ref };
      }),
    };
  }

  /** In words of C. A function pointer is told as one, without its parameters. */
  #describe(id: number): { ref: TypeRef; text: string } {
    const { btf } = this;
    let at = id;
    let stars = 0;
    let brackets = '';
    let isConst = false;
    for (let steps = 0; steps < 32; steps++) {
      const kind = btf.kindNumber(at);
      if (kind === K.ptr) {
        stars++;
        isConst = false;
      } else if (kind === K.const) isConst = true;
      else if (kind === K.array) {
        const array = btf.type(at);
        if (array.kind !== 'array') break;
        brackets += `[${array.count}]`;
        at = array.element;
        continue;
      } else if (kind !== K.volatile && kind !== K.restrict && kind !== K.typeTag) break;
      at = btf.sizeOrType(at);
    }
    const base = baseName(btf, at);
    const depth = stars + (brackets.match(/\[/g)?.length ?? 0);
    const words = `${isConst ? 'const ' : ''}${base}${stars > 0 ? ` ${'*'.repeat(stars)}` : ''}${brackets}`;
    return { ref: { base, pointers: depth }, text: words };
  }

  #names(kind: number, prefix: string): string[] {
    const { btf } = this;
    const found = new Set<string>();
    for (let id = btf.firstId; id < btf.end; id++) {
      if (btf.kindNumber(id) !== kind) continue;
      const name = btf.name(id);
      if (name.startsWith(prefix)) found.add(name.slice(prefix.length));
    }
    return [...found].sort();
  }
}

function baseName(btf: Btf, id: number): string {
  const kind = btf.kindNumber(id);
  const name = btf.name(id);
  if (kind === K.struct || kind === K.union || kind === K.enum || kind === K.enum64 || kind === K.fwd) {
    const type = btf.type(id);
    const keyword = type.kind === 'fwd' ? type.of : type.kind === 'enum64' ? 'enum' : type.kind;
    return name === '' ? keyword : `${keyword} ${name}`;
  }
  if (kind === K.funcProto) return 'function';
  return name === '' ? 'void' : name;
}

function matching(sorted: readonly string[], typed: string, most: number): readonly string[] {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < typed) low = middle + 1;
    else high = middle;
  }
  const found: string[] = [];
  for (let at = low; at < sorted.length && found.length < most; at++) {
    const name = sorted[at] ?? '';
    if (!name.startsWith(typed)) break;
    found.push(name);
  }
  for (let at = 0; typed !== '' && at < sorted.length && found.length < most; at++) {
    const name = sorted[at] ?? '';
    if (name.includes(typed) && !name.startsWith(typed)) found.push(name);
  }
  return found;
}
