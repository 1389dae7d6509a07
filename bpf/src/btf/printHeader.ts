/**
 * Prints `vmlinux.h`: every type of a BTF as C, such that each has in a BPF program the size and the offsets that
 * it has in the kernel (on 64-bit machines), and CO-RE can relocate all of it. Does what
 * `bpftool btf dump file … format c` does, so that no machine needs it.
 */
import type { Btf } from './btf';
import { K } from './format';
import type { BtfStruct } from './type';
import { CLayout } from './header/cLayout';
import type { HeaderContext } from './header/declaration';
import { HeaderNames } from './header/headerNames';
import { kfuncPrototypes } from './header/kfuncs';
import { TypeOrder } from './header/typeOrder';

/** A module's BTF is printed with its base's, as one header. Broken BTF gives a broken header, but ends. */
export function printHeader(btf: Btf): string {
  const structs = new Map<number, BtfStruct>();
  const struct = (id: number): BtfStruct | undefined => {
    let type = structs.get(id);
    if (type) return type;
    const decoded = btf.type(id);
    if (decoded.kind !== 'struct' && decoded.kind !== 'union') return undefined;
    structs.set(id, (type = decoded));
    return type;
  };
  const context: HeaderContext = {
    btf,
    struct,
    names: new HeaderNames(btf),
    layout: new CLayout(btf, struct, btf.pointerSize === 8),
    enumsWritten: new Set(),
    // A member or enumerator takes at least eight bytes of BTF and is written once, nearly always.
    budget: bytesOf(btf),
    paddings: 0,
    depth: 0,
  };
  const order = new TypeOrder(context);
  const enums: number[] = [];
  for (let id = 1; id < btf.end; id++) {
    switch (btf.kindNumber(id)) {
      case K.enum:
      case K.enum64:
        if (btf.name(id) === '') enums.push(id);
        else order.need(id, 'whole');
        break;
      case K.struct:
      case K.union:
        if (btf.name(id) !== '') order.need(id, 'whole');
        break;
      case K.typedef:
        order.need(id, 'named');
        break;
    }
  }
  // Now that all bodies are written, what is left of the anonymous enums stands in none.
  for (const id of enums) order.constants(id);
  const kfuncs = kfuncPrototypes(context, order);
  return head + order.chunks.join('') + kfuncs + tail;
}

function bytesOf(btf: Btf): number {
  return btf.parts.view.byteLength + (btf.base ? bytesOf(btf.base) : 0);
}

const head = `#ifndef __VMLINUX_H__
#define __VMLINUX_H__

#ifndef BPF_NO_PRESERVE_ACCESS_INDEX
#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)
#endif

`;

const tail = `#ifndef BPF_NO_PRESERVE_ACCESS_INDEX
#pragma clang attribute pop
#endif

#endif /* __VMLINUX_H__ */
`;
