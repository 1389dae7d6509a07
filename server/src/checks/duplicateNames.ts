import * as l10n from '@vscode/l10n';
import type { Name } from '../syntax/ast';
import type { Check } from './check';

/** Two programs or two maps of one name. Branches of `#if` may each have one. */
export const duplicateNames: Check = {
  id: 'duplicate-name',
  severity: 'error',
  file({ model, document, report }) {
    if (/^[ \t]*#[ \t]*if/m.test(document.text)) return;
    for (const names of [model.functions.map(({ name }) => name), model.maps.map(({ name }) => name)]) {
      const seen = new Map<string, Name>();
      for (const name of names) {
        if (seen.has(name.text)) report(name, l10n.t('{0} is defined twice in this file.', name.text));
        else seen.set(name.text, name);
      }
    }
  },
};
