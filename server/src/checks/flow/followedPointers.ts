/** What all checks of pointers share: which helpers give them, which take them back, and the run of the analysis. */
import { helperByName } from '#bpf/facts/helpers';
import { controlFlowOf } from '../../flow/controlFlow';
import { solve } from '../../flow/dataFlow';
import { pointerAnalysis, type PointerRules } from '../../flow/pointers';
import type { Facts } from '../../model/facts';
import type { FunctionModel } from '../../model/model';

/** Taken back by these, as their first argument. */
const releases = new Set([
  'bpf_ringbuf_submit',
  'bpf_ringbuf_discard',
  'bpf_sk_release',
  'bpf_task_release',
  'bpf_cgroup_release',
]);

const socketSources = new Set(['bpf_sk_lookup_tcp', 'bpf_sk_lookup_udp', 'bpf_skc_lookup_tcp']);

export type PointerKind = 'ringbuf' | 'socket' | 'value';

export function kindOf(source: string): PointerKind {
  if (source === 'bpf_ringbuf_reserve') return 'ringbuf';
  return socketSources.has(source) ? 'socket' : 'value';
}

/** Reports during the last round only, when what holds before each block is settled. */
export function followPointers(
  facts: Facts,
  one: FunctionModel,
  rules: Pick<PointerRules, 'used' | 'returned'>,
  isSource: (name: string) => boolean,
): void {
  const graph = controlFlowOf(one.function);
  if (!graph) return;
  const isOurs = (name: string): boolean => facts.defines(name);
  const plain: PointerRules = {
    isSource: (name) => !isOurs(name) && isSource(name),
    isRelease: (name) => releases.has(name),
    keeps: (name) =>
      !isOurs(name) &&
      // What it returns is the same socket under another type, and may be what is released.
      !name.startsWith('bpf_skc_to_') &&
      (helperByName(name) !== undefined || name === 'bpf_printk' || name.startsWith('__builtin_')),
  };
  const before = solve(graph, pointerAnalysis(one.function, plain));
  if (!before) return;
  const telling = pointerAnalysis(one.function, { ...plain, ...rules });
  for (const [block, start] of before) {
    let state = start;
    for (const step of block.steps) {
      state = telling.step(state, step);
      if (step.kind === 'return') break;
    }
  }
}
