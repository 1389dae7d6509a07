/** What programs attach to that has a name in every kernel: LSM hooks, iterators, tables of operations. */
import data from './data/attachTargets.json';

export interface LsmHook {
  /** What follows `lsm/`. */
  name: string;
  returns: string;
  /** As C declares them: `struct file *file`. */
  parameters: readonly string[];
  /** `lsm.s/` may be used. */
  sleepable?: boolean;
}

export interface IteratorTarget {
  /** What follows `iter/`; the context is `struct bpf_iter__NAME`. */
  name: string;
  /** Of the context; empty where nobody listed them. */
  fields: readonly { type: string; name: string }[];
}

export const lsmHooks: readonly LsmHook[] = data.lsmHooks;
export const iteratorTargets: readonly IteratorTarget[] = data.iterators;
/** Types of the kernel that a `SEC(".struct_ops")` variable may have. */
export const structOpsTypes: readonly string[] = data.structOps.map(({ name }) => name);

const hooks = new Map(lsmHooks.map((hook) => [hook.name, hook]));

export function lsmHookByName(name: string): LsmHook | undefined {
  return hooks.get(name);
}
