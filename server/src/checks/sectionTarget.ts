import * as l10n from '@vscode/l10n';
import type { Check } from './check';

/** A target that a section needs and lacks, or whose form libbpf does not take. */
export const sectionTarget: Check = {
  id: 'section-target',
  severity: 'error',
  file({ facts, report }) {
    for (const { program, match } of facts.programs) {
      if (match.kind !== 'program' || !program.section.exact) continue;
      const { definition, target } = match;
      const { literal } = program.section;
      if (target === undefined) {
        // Without a target libbpf loads it, and a program of one's own attaches it.
        if (definition.targetToLoad === true && definition.programType !== 'EXT') {
          report(
            literal,
            l10n.t(
              'SEC("{0}") needs its target to load: SEC("{0}/{1}"), or one that is set before loading.',
              definition.name,
              definition.target ?? '…',
            ),
            { severity: 'hint' },
          );
        }
        continue;
      }
      // libbpf takes `kprobe.multi/` for a program whose functions are chosen when it is attached.
      if (target === '' && /\.(multi|session)(\.s)?$/.test(definition.name)) continue;
      const problem =
        target === '' ? l10n.t('nothing follows the slash') : malformed(definition.name, target);
      if (problem !== undefined) {
        report(literal, l10n.t('SEC("{0}/{1}"): {2}.', definition.name, definition.target ?? '…', problem), {
          // A program that others call by tail call attaches to nothing, and may be named as one likes.
          severity: facts.hasTailCalls ? 'hint' : 'error',
        });
      }
    }
  },
};

function malformed(name: string, target: string): string | undefined {
  if (/^(tp|tracepoint)(\.s)?$/.test(name) && !/^[^/]+\/./.test(target)) {
    return l10n.t('a tracepoint is a category and a name, such as sched/sched_switch');
  }
  if (/^(kprobe|kretprobe)$/.test(name) && !/^[\w.$]+(\+(0x[0-9a-fA-F]+|\d+))?$/.test(target)) {
    return l10n.t('a function is a name, with +OFFSET at most');
  }
  if (name === 'kretprobe' && target.includes('+')) return l10n.t('a return has no offset');
  if (/^u(ret)?probe(\.s)?$/.test(name) && !/^(.+:[^:]+|.+)$/.test(target))
    return l10n.t('write PATH:FUNCTION');
  if (/^usdt(\.s)?$/.test(name) && target.split(':').length !== 3) return l10n.t('write PATH:PROVIDER:NAME');
  return undefined;
}
