/** What kind of view a map gets, by the kernel's name of its type. Pure. */

/** Records flow through these, and are gone once read. */
export function isEventMap(type: string): boolean {
  return type === 'ringbuf' || type === 'perf_event_array';
}

/** Global variables: `program.rodata`, `.data`, `.bss` and their named kin. */
export function isGlobalsMap(name: string, type: string): boolean {
  return type === 'array' && /\.(rodata|data|bss)(\.|$)/.test(name);
}
