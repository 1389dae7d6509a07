/** Declarations of the kernel functions that BPF programs may call, from their `bpf_kfunc` tags (kernels from 6.10). */
import type { Btf } from '../btf';
import { K } from '../format';
import { declare, type HeaderContext } from './declaration';
import { cName } from './headerNames';
import type { TypeOrder } from './typeOrder';

/** Writes to `order` what the prototypes need, and returns their text; empty when the kernel tags none. */
export function kfuncPrototypes(context: HeaderContext, order: TypeOrder): string {
  const { btf } = context;
  let text = '';
  for (const [id, fast] of taggedFunctions(btf)) {
    const func = btf.type(id);
    if (func.kind !== 'func') continue;
    order.need(func.type, 'named');
    const declaration = declare(context, func.type, cName(func.name), '');
    text += `extern ${declaration} __weak __ksym${fast ? ' __bpf_fastcall' : ''};\n`;
  }
  // The same switch and macros as in bpftool's header, for programs that declare their own.
  return text === '' ? '' : `#ifndef BPF_NO_KFUNC_PROTOTYPES\n${macros}\n${text}#endif\n\n`;
}

/** Ids of functions with the tag `bpf_kfunc`, and whether they have `bpf_fastcall` too, each name once. */
function taggedFunctions(btf: Btf): Map<number, boolean> {
  const tagged = new Map<number, boolean>();
  const fast = new Set<number>();
  const names = new Set<string>();
  for (let id = 1; id < btf.end; id++) {
    if (btf.kindNumber(id) !== K.declTag) continue;
    const tag = btf.name(id);
    const target = btf.sizeOrType(id);
    if (tag === 'bpf_fastcall') fast.add(target);
    if (tag !== 'bpf_kfunc' || names.has(btf.name(target))) continue;
    names.add(btf.name(target));
    tagged.set(target, false);
  }
  for (const id of fast) if (tagged.has(id)) tagged.set(id, true);
  return tagged;
}

const macros = `#ifndef __ksym
#define __ksym __attribute__((section(".ksyms")))
#endif
#ifndef __weak
#define __weak __attribute__((weak))
#endif
#ifndef __bpf_fastcall
#if __has_attribute(bpf_fastcall)
#define __bpf_fastcall __attribute__((bpf_fastcall))
#else
#define __bpf_fastcall
#endif
#endif
`;
