import * as l10n from '@vscode/l10n';
import type { SectionModel } from '../model/model';
import type { Check, Fix } from './check';

/** A section that libbpf 1.0 and newer does not know. Custom loaders have names of their own: only a near miss is a warning. */
export const unknownSection: Check = {
  id: 'unknown-section',
  severity: 'hint',
  file({ facts, report }) {
    for (const { program, match } of facts.programs) {
      const { section } = program;
      // A leading dot is a section of the file format's, whatever is in it.
      if (!section.exact || section.text.startsWith('.')) continue;
      if (match.kind === 'removed') {
        report(
          section.literal,
          l10n.t('libbpf 1.0 removed SEC("{0}"). Write SEC("{1}").', section.text, match.replacement),
          { severity: 'warning', fixes: [replace(section, match.replacement)] },
        );
      } else if (match.kind === 'unknown') {
        const [best] = match.suggestions;
        if (best === undefined || isNamedOnPurpose(section.text, best)) {
          report(
            section.literal,
            l10n.t('libbpf does not know SEC("{0}"); only a loader of your own can load it.', section.text),
          );
        } else {
          report(
            section.literal,
            l10n.t('libbpf does not know SEC("{0}"). Did you mean SEC("{1}")?', section.text, best),
            {
              severity: 'warning',
              fixes: match.suggestions.map((one) => replace(section, one)),
            },
          );
        }
      }
    }
  },
};

/** `sk_skb1`, `socket/0`: several programs of a kind, told apart by a number, for a loader that sets their types. */
function isNamedOnPurpose(text: string, known: string): boolean {
  return text.length < 3 || text.replace(/\/?\d+$/, '') === known;
}

function replace({ literal }: SectionModel, text: string): Fix {
  return {
    title: l10n.t('Change to SEC("{0}")', text),
    edits: [{ ...literal, text: `"${text}"` }],
    isPreferred: true,
  };
}
