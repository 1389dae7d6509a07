/**
 * Structs and arrays that are one address: `struct in_addr`, `struct in6_addr`, arrays whose size and name say so, and
 * keys of LPM tries, whose address follows its length (`struct bpf_lpm_trie_key` in the kernel's uapi/linux/bpf.h).
 */
import { resolve, sizeOf } from '../btf/measure';
import type { BtfStruct } from '../btf/type';
import type { Leaf } from './leaf';
import { namesIpv4, namesIpv6, namesMac } from './memberNames';
import type { Shapes } from './shapes';
import { namesOfChain } from './typeChain';

export function addressLeaf(shapes: Shapes, type: number, name: string): Leaf | undefined {
  const record = shapes.btf.type(type);
  if (record.kind === 'array') return arrayLeaf(shapes, type, name);
  if (record.kind !== 'struct') return undefined;
  if (record.name === 'in_addr' && record.size === 4)
    return leaf(shapes, type, 'address', 4, ['ipv4', 'bytes']);
  if (record.name === 'in6_addr' && record.size === 16)
    return leaf(shapes, type, 'address', 16, ['ipv6', 'bytes']);
  return prefixLeaf(shapes, type, record);
}

function arrayLeaf(shapes: Shapes, type: number, name: string): Leaf | undefined {
  const { btf } = shapes;
  const array = btf.type(type);
  if (array.kind !== 'array') return undefined;
  const element = btf.type(resolve(btf, array.element));
  if (element.kind !== 'int' || element.encoding.bool) return undefined;
  const size = element.size * array.count;
  const octets = element.size === 1 && !element.encoding.signed && element.name !== 'char';
  if (size === 6 && element.size === 1 && namesMac(name))
    return leaf(shapes, type, 'address', 6, ['mac', 'bytes', 'text']);
  if (size === 4 && octets && namesIpv4(name))
    return leaf(shapes, type, 'address', 4, ['ipv4', 'bytes', 'text']);
  if (size !== 16) return undefined;
  // Words of an address are its own where they are in network order; others are named for what they are.
  const network = namesOfChain(btf, array.element).some((each) => each.startsWith('__be'));
  if (namesIpv6(name) || ((octets || network) && namesIpv4(name)))
    return leaf(
      shapes,
      type,
      'address',
      16,
      element.size === 1 ? ['ipv6', 'bytes', 'text'] : ['ipv6', 'bytes'],
    );
  return undefined;
}

/**
 * A struct whose first member is `prefixlen` of 32 bits, or the kernel's struct of no more than that, and what follows
 * has the size of one address.
 */
function prefixLeaf(shapes: Shapes, type: number, record: BtfStruct): Leaf | undefined {
  const { btf } = shapes;
  const [length, data, ...more] = record.members;
  if (length?.bitOffset !== 0 || length.bitSize !== 0 || sizeOf(btf, length.type) !== 4) return undefined;
  const inner = btf.type(resolve(btf, length.type));
  const kernels = inner.kind === 'struct' && inner.name.startsWith('bpf_lpm_trie_key');
  if ((length.name !== 'prefixlen' && !kernels) || data?.bitOffset !== 32 || data.bitSize !== 0)
    return undefined;
  const size = record.size - 4;
  if ((size !== 4 && size !== 16) || sizeOf(btf, data.type) !== size || more.length > 0) return undefined;
  const named = btf.type(resolve(btf, data.type));
  if (named.kind === 'struct' && !/^in6?_addr$/.test(named.name)) return undefined;
  return leaf(shapes, type, 'prefix', record.size, size === 4 ? ['ipv4', 'bytes'] : ['ipv6', 'bytes']);
}

function leaf(
  shapes: Shapes,
  type: number,
  kind: 'address' | 'prefix',
  size: number,
  formats: Leaf['formats'],
): Leaf {
  const { littleEndian } = shapes.btf.parts;
  return {
    shape: 'leaf',
    kind,
    type,
    size,
    signed: false,
    // An address is in network order; the length before it is not.
    littleEndian: kind === 'prefix' && littleEndian,
    bits: undefined,
    names: undefined,
    formats,
    unit: 1,
  };
}
