import { lsmHookByName, lsmHooks } from '#bpf/facts/attachTargets';
import { distance } from '#bpf/facts/sections';
import * as l10n from '@vscode/l10n';
import type { KernelTypes } from '../kernel/kernelTypes';
import type { Check } from './check';

/** Told apart by section: what the kernel looks the name up in. */
type Kind = 'function' | 'tracepoint' | 'hook';

/**
 * A function, a tracepoint or a hook that the kernel does not have. What is in modules, and what a kprobe finds among
 * the symbols alone, the kernel's BTF does not name: there it is a hint.
 */
export const attachTarget: Check = {
  id: 'attach-target',
  severity: 'warning',
  file({ facts, kernelTypes, targetName, report }) {
    for (const { program, match } of facts.programs) {
      if (match.kind !== 'program' || match.target === undefined || !program.section.exact) continue;
      const { name: section } = match.definition;
      const kind = kindOf(section);
      const name = match.target.replace(/\+.*$/, '');
      if (!kind || !/^\w+$/.test(name)) continue;
      const near = missing(kind, name, kernelTypes);
      if (!near) continue;
      const { literal } = program.section;
      const message =
        kind === 'hook'
          ? l10n.t('There is no LSM hook {0} that programs attach to.', name)
          : l10n.t('The kernel of {0} has no {1}, unless a module brings it.', targetName ?? '', name);
      const [best] = near;
      report(literal, best === undefined ? message : `${message} ${l10n.t('Did you mean {0}?', best)}`, {
        severity: kind === 'function' && section.startsWith('k') ? 'hint' : 'warning',
        fixes: near.map((one, index) => ({
          title: l10n.t('Change to SEC("{0}")', `${section}/${one}`),
          edits: [{ ...literal, text: `"${program.section.text.replace(name, one)}"` }],
          isPreferred: index === 0,
        })),
      });
    }
  },
};

function kindOf(section: string): Kind | undefined {
  if (/^(fentry|fexit|fmod_ret|fsession|kprobe|kretprobe)(\.s)?$/.test(section)) return 'function';
  if (/^(tp_btf|raw_tp|raw_tracepoint)(\.w|\.s)?$/.test(section)) return 'tracepoint';
  return /^lsm(\.s|_cgroup)?$/.test(section) ? 'hook' : undefined;
}

/** Names that are near to one that is not there; undefined when it is, or nobody knows. */
function missing(kind: Kind, name: string, kernelTypes: KernelTypes | undefined): string[] | undefined {
  if (kind === 'hook') {
    if (lsmHookByName(name) || kernelTypes?.function(`bpf_lsm_${name}`)) return undefined;
    return nearest(
      name,
      lsmHooks.map((hook) => hook.name),
    );
  }
  if (!kernelTypes) return undefined;
  if (kind === 'tracepoint') {
    if (kernelTypes.tracepoint(name)) return undefined;
    return nearest(name, kernelTypes.tracepointNames(name.slice(0, 3), 500));
  }
  if (kernelTypes.function(name)) return undefined;
  return nearest(name, kernelTypes.functionNames(name.slice(0, 3), 3000));
}

function nearest(name: string, all: readonly string[]): string[] {
  return all
    .map((one) => ({ one, far: distance(name, one) }))
    .filter(({ far }) => far <= 2)
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ one }) => one);
}
