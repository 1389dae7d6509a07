/** What all checks of pointers share: which helpers give them, which take them back, and the run of the analysis. */
import { helperByName } from '#bpf/facts/helpers';
import { controlFlowOf, type Step } from '../../flow/controlFlow';
import { solve } from '../../flow/dataFlow';
import { pointerAnalysis, type Pointer, type PointerRules, type Pointers } from '../../flow/pointers';
import { callsOf } from '../../flow/walk';
import type { Facts } from '../../model/facts';
import type { FunctionModel } from '../../model/model';
import type { Expression } from '../../syntax/ast';

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

/** What happens to the pointers of a function that helpers gave it. */
type Happening =
  | { kind: 'used'; pointer: Pointer; name: string; at: Expression }
  | { kind: 'returned'; pointers: Pointers; step: Extract<Step, { kind: 'return' }> };

export interface Listener {
  used?: (pointer: Pointer, name: string, at: Expression) => void;
  returned?: (pointers: Pointers, step: Extract<Step, { kind: 'return' }>) => void;
}

/** Tells what happens to the pointers that come from such helpers. */
export function followPointers(
  facts: Facts,
  one: FunctionModel,
  { used, returned }: Listener,
  isSource: (name: string) => boolean,
): void {
  // Most functions call none of them.
  if (!callsOf(one).some(({ name }) => isSource(name))) return;
  for (const happening of happeningsIn(facts, one)) {
    if (happening.kind === 'used') {
      const { pointer, name, at } = happening;
      if (isSource(pointer.source)) used?.(pointer, name, at);
    } else {
      const { pointers, step } = happening;
      returned?.(new Map([...pointers].filter(([, { source }]) => isSource(source))), step);
    }
  }
}

/** One analysis for all checks; what is the file's own, and so no helper, is a matter of the facts. */
const known = new WeakMap<Facts, Map<FunctionModel, readonly Happening[]>>();

function happeningsIn(facts: Facts, one: FunctionModel): readonly Happening[] {
  let functions = known.get(facts);
  if (!functions) known.set(facts, (functions = new Map<FunctionModel, readonly Happening[]>()));
  let happenings = functions.get(one);
  if (!happenings) functions.set(one, (happenings = analyse(facts, one)));
  return happenings;
}

function analyse(facts: Facts, one: FunctionModel): Happening[] {
  const graph = controlFlowOf(one.function);
  if (!graph) return [];
  const rules: PointerRules = {
    isSource: (name) =>
      !facts.defines(name) && (kindOf(name) !== 'value' || helperByName(name)?.mayReturnNull === true),
    isRelease: (name) => releases.has(name),
    keeps: (name) =>
      !facts.defines(name) &&
      // What it returns is the same socket under another type, and may be what is released.
      !name.startsWith('bpf_skc_to_') &&
      (helperByName(name) !== undefined || name === 'bpf_printk' || name.startsWith('__builtin_')),
  };
  const before = solve(graph, pointerAnalysis(one.function, rules));
  if (!before) return [];
  // Told in one more round only, when what holds before each block is settled.
  const happenings: Happening[] = [];
  const telling = pointerAnalysis(one.function, {
    ...rules,
    used: (pointer, name, at) => happenings.push({ kind: 'used', pointer, name, at }),
    returned: (pointers, step) => happenings.push({ kind: 'returned', pointers: new Map(pointers), step }),
  });
  for (const [block, start] of before) {
    let state = start;
    for (const step of block.steps) {
      state = telling.step(state, step);
      if (step.kind === 'return') break;
    }
  }
  return happenings;
}
