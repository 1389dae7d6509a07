/** Kernel functions that programs may call by name. Apart from the helpers, because few files need them. */
import data from './data/kfuncs.json';
import type { Parameter } from './helpers';

export interface Kfunc {
  name: string;
  returns?: string;
  parameters: readonly Parameter[];
  since?: string;
  /** `KF_ACQUIRE`, `KF_RELEASE`, `KF_SLEEPABLE`, `KF_RET_NULL`, … */
  flags: readonly string[];
  /** Without `BPF_PROG_TYPE_`; `UNSPEC` for any. */
  programTypes: readonly string[];
  removed?: boolean;
}

export const kfuncs: readonly Kfunc[] = data.kfuncs;

const byName = new Map(kfuncs.map((kfunc) => [kfunc.name, kfunc]));

export function kfuncByName(name: string): Kfunc | undefined {
  return byName.get(name);
}
