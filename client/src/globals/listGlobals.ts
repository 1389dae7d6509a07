/** The variables of a built object that can be given a value before a run, as they stand in a list. Pure. */
import { globalsOf, type GlobalVariable } from '#bpf/elf/globals';
import { readObject } from '#bpf/elf/readObject';
import { formatValue } from '#bpf/values/formatValue';
import { parseValue } from '#bpf/values/parseValue';
import { typeName } from '#bpf/values/typeName';
import type { ValueProblem } from '#bpf/values/valueProblem';

export interface ListedGlobal {
  name: string;
  /** In C. */
  type: string;
  section: string;
  /** The value in the C file. */
  initial: string;
  check(text: string): ValueProblem | undefined;
}

/** Those that have a type; texts of the compiler and of `bpf_printk` have a name of their own making and are left out. */
export function listGlobals(bytes: Uint8Array): ListedGlobal[] {
  const { btf, ...object } = readObject(bytes).value;
  if (btf === undefined) return [];
  return globalsOf({ ...object, btf }).flatMap((variable) => {
    const { name, type, section } = variable;
    if (type === undefined || isInner(name)) return [];
    return [
      {
        name,
        type: typeName(btf, type),
        section,
        initial: formatValue(btf, type, wholeBytes(variable), {}, 200),
        check: (text: string) => parseValue(btf, type, text).problems[0],
      },
    ];
  });
}

/** `on_fork.____fmt`: a variable inside a function, which C cannot name from outside. */
function isInner(name: string): boolean {
  return name.includes('.') || name.startsWith('____fmt');
}

function wholeBytes({ bytes, size }: GlobalVariable): Uint8Array {
  if (bytes.length >= size) return bytes;
  const whole = new Uint8Array(Math.min(size, 1 << 16));
  whole.set(bytes.subarray(0, whole.length));
  return whole;
}
