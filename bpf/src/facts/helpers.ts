/** The kernel's helper functions: signatures, and which program type may call which, from which kernel on. */
import data from './data/helpers.json';
import { isBefore, kernelVersion, type KernelVersion } from './kernelVersion';

export interface Parameter {
  type: string;
  name: string;
}

export interface Helper {
  /** The number in the instruction. */
  id: number;
  name: string;
  returns: string;
  parameters: readonly Parameter[];
  /** First kernel, e.g. `5.8`. */
  since: string;
  /** `depends`: on the program type. */
  gplOnly: 'yes' | 'no' | 'depends';
  /** By program type without `BPF_PROG_TYPE_`; a type that is missing can call it on no kernel. */
  programTypes: Readonly<Record<string, HelperUse>>;
  /** By struct_ops type: since which kernel. */
  structOps?: Readonly<Record<string, string>>;
  /** Map types it takes, without `BPF_MAP_TYPE_`; absent when it takes no map, or any. */
  mapTypes?: readonly string[];
  mightSleep?: boolean;
  mayReturnNull?: boolean;
  /** Packet pointers have to be checked anew after it. */
  changesPacket?: boolean;
  acquiresReference?: boolean;
  releasesReference?: boolean;
  takesCallback?: boolean;
}

export interface HelperUse {
  /** The oldest of the read kernels that allows it; `5.15` means 5.15 or earlier. */
  since: string;
  /** Alternatives, each a list of conditions that all must hold: `cap:CAP_PERFMON`, `attach:BPF_CGROUP_INET4_CONNECT`. */
  when?: readonly (readonly string[])[];
  /** What a live 6.18 kernel said, where it was asked. */
  live?: boolean;
  /** The read kernels that allow it, where a newer one does not any more. */
  trees?: readonly string[];
}

export const helpers: readonly Helper[] = data.helpers as unknown as readonly Helper[];

const byName = new Map(helpers.map((helper) => [helper.name, helper]));

export function helperByName(name: string): Helper | undefined {
  return byName.get(name);
}

export type Availability =
  | { kind: 'available' }
  /** Not on the kernel in question, or, when none is, not on every kernel that people run. */
  | { kind: 'since'; kernel: string }
  | { kind: 'conditional'; when: readonly (readonly string[])[] }
  | { kind: 'never' };

/** The oldest kernel that the facts were read from. */
const oldestRead: KernelVersion = [5, 15];

/** Whether programs of this type may call it: on `kernel` if one is given, else on any. */
export function availability(helper: Helper, programType: string, kernel?: KernelVersion): Availability {
  // A replaced function's program type decides, and struct_ops' members each have rules of their own.
  if (programType === 'EXT') return { kind: 'available' };
  if (programType === 'STRUCT_OPS') {
    return helper.structOps ? { kind: 'available' } : { kind: 'conditional', when: [] };
  }
  const use = helper.programTypes[programType];
  if (!use) return { kind: 'never' };
  const since = kernelVersion(use.since);
  const first = kernelVersion(helper.since);
  if (kernel) {
    if (first && isBefore(kernel, first)) return { kind: 'since', kernel: helper.since };
    // Between 5.15 and what was read before it nobody knows.
    if (since && isBefore(kernel, since) && isBefore(oldestRead, since))
      return { kind: 'since', kernel: use.since };
  } else if (since && isBefore(oldestRead, since)) {
    return { kind: 'since', kernel: use.since };
  }
  // Even releases of one version differ here.
  if (use.trees) return { kind: 'conditional', when: [] };
  // Who loads it, and how the kernel was built, is not for the program to change.
  const limits = (use.when ?? []).map((all) =>
    all.filter((one) => !/^(cap|kconfig|not_locked_down)/.test(one)),
  );
  return limits.length > 0 && limits.every((all) => all.length > 0)
    ? { kind: 'conditional', when: limits }
    : { kind: 'available' };
}
