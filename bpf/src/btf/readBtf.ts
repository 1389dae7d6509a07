/** Reads BTF, as in `/sys/kernel/btf/*` and the `.BTF` section of ELF files: finds every record, decodes none. */
import { Btf } from './btf';
import { recordSize, trailers } from './format';
import { StringTable } from './stringTable';

/** What is wrong with the bytes; what could be read is in the value all the same. `offset` is in bytes of the input. */
export interface BtfProblem {
  code:
    /** Shorter than its header. */
    | 'noHeader'
    | 'badMagic'
    | 'badVersion'
    /** A section reaches past the end of the bytes. */
    | 'truncated'
    /** A type's record, or its entries, reach past the end of the type section. */
    | 'truncatedType'
    /** A kind newer than this reader; what follows cannot be found, as its length is unknown. */
    | 'unknownKind';
  offset: number;
}

/** `base` is the kernel's BTF when `bytes` are a module's. */
export function readBtf(bytes: Uint8Array, base?: Btf): { value: Btf; problems: BtfProblem[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const problems: BtfProblem[] = [];
  const empty = (code: BtfProblem['code']): { value: Btf; problems: BtfProblem[] } => {
    return {
      value: build(view, true, new Uint32Array(), new Uint8Array(), base),
      problems: [{ code, offset: 0 }],
    };
  };
  if (bytes.length < headerSize) return empty('noHeader');
  const littleEndian = view.getUint16(0, true) === magic;
  if (!littleEndian && view.getUint16(0, false) !== magic) return empty('badMagic');
  if (view.getUint8(2) !== 1) return empty('badVersion');

  const headerLength = view.getUint32(4, littleEndian);
  /** The section whose offset and length stand at `at`, cut to the bytes that are there. */
  const section = (at: number): { start: number; end: number } => {
    const start = headerLength + view.getUint32(at, littleEndian);
    const end = start + view.getUint32(at + 4, littleEndian);
    if (end > bytes.length) problems.push({ code: 'truncated', offset: at });
    return { start: Math.min(start, bytes.length), end: Math.min(end, bytes.length) };
  };
  const types = section(8);
  const strings = section(16);
  const offsets = index(view, littleEndian, types.start, types.end, problems);
  return {
    value: build(view, littleEndian, offsets, bytes.subarray(strings.start, strings.end), base),
    problems,
  };
}

const magic = 0xeb9f;
const headerSize = 24;

function build(
  view: DataView,
  littleEndian: boolean,
  offsets: Uint32Array,
  strings: Uint8Array,
  base: Btf | undefined,
): Btf {
  return new Btf(
    { view, littleEndian, firstId: base?.end ?? 1, offsets, strings: new StringTable(strings) },
    base,
  );
}

/** Positions of all records; stops at the first that cannot be measured. */
function index(
  view: DataView,
  littleEndian: boolean,
  start: number,
  end: number,
  problems: BtfProblem[],
): Uint32Array {
  const found = new Uint32Array(Math.floor((end - start) / recordSize));
  let count = 0;
  let at = start;
  while (at < end) {
    if (at + recordSize > end) {
      problems.push({ code: 'truncatedType', offset: at });
      break;
    }
    const info = view.getUint32(at + 4, littleEndian);
    const kind = (info >>> 24) & 0x1f;
    const trailer = kind === 0 ? undefined : trailers[kind];
    if (!trailer) {
      problems.push({ code: 'unknownKind', offset: at });
      break;
    }
    const next = at + recordSize + trailer.fixed + trailer.each * (info & 0xffff);
    if (next > end) {
      problems.push({ code: 'truncatedType', offset: at });
      break;
    }
    found[count++] = at;
    at = next;
  }
  return found.slice(0, count);
}
