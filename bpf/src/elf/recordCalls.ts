/** The calls by which programs send records through ring buffers and perf event arrays. */
import type { BpfObject, BpfProgram, MapDefinition } from './bpfObject';
import { followRegisters, type Registers } from './registers';

export interface RecordCall {
  program: BpfProgram;
  instruction: number;
  /** Name of the map. */
  map: string;
  /** Of the record; undefined where it is only known when the program runs. */
  size: number | undefined;
}

/** Which arguments of the helpers are the map and the record's size; arguments begin at 1. */
const helpers: ReadonlyMap<number, { map: number; size: number; mapType: number }> = new Map([
  [25, { map: 2, size: 5, mapType: 4 }], // bpf_perf_event_output
  [111, { map: 2, size: 5, mapType: 4 }], // bpf_skb_output
  [121, { map: 2, size: 5, mapType: 4 }], // bpf_xdp_output
  [130, { map: 1, size: 3, mapType: 27 }], // bpf_ringbuf_output
  [131, { map: 1, size: 2, mapType: 27 }], // bpf_ringbuf_reserve
  [198, { map: 1, size: 2, mapType: 27 }], // bpf_ringbuf_reserve_dynptr
]);

export function recordCalls(object: BpfObject): RecordCall[] {
  const found: RecordCall[] = [];
  for (const program of object.programs) {
    followRegisters(program, object.elf.littleEndian, (instruction, helper, registers) => {
      const place = helpers.get(helper);
      const map = place && (mapIn(registers, place.map) ?? onlyMap(object.maps, place.mapType));
      if (place && map !== undefined)
        found.push({ program, instruction, map, size: sizeIn(registers, place.size) });
    });
  }
  return found;
}

function mapIn(registers: Registers, register: number): string | undefined {
  const known = registers[register];
  return known && 'map' in known ? known.map : undefined;
}

/** A call on a map that came in by a register can mean but one where there is but one of its type. */
function onlyMap(maps: readonly MapDefinition[], type: number): string | undefined {
  const [first, second] = maps.filter((map) => map.type === type);
  return second ? undefined : first?.name;
}

function sizeIn(registers: Registers, register: number): number | undefined {
  const known = registers[register];
  if (!known || !('constant' in known)) return undefined;
  return known.constant > 0 && known.constant < 2 ** 31 ? known.constant : undefined;
}
