import * as l10n from '@vscode/l10n';
import { Kind, tokenText } from '#bpf/source/lexer';
import type { Check } from './check';

/** A map that nothing in the file names: user space may still use it. */
export const unusedMap: Check = {
  id: 'unused-map',
  severity: 'hint',
  file({ model, document, facts, report }) {
    if (model.maps.length === 0 || model.programs.length === 0) return;
    const counts = new Map(model.maps.map(({ name }) => [name.text, 0]));
    const { tokens } = document;
    // Cutting each word out of the text would cost more than all else here.
    const lengths = new Set(model.maps.map(({ name }) => name.text.length));
    for (let at = 0; at < tokens.kind.length; at++) {
      if (tokens.kind[at] !== Kind.word || !lengths.has((tokens.end[at] ?? 0) - (tokens.start[at] ?? 0)))
        continue;
      const count = counts.get(tokenText(tokens, at));
      if (count !== undefined) counts.set(tokenText(tokens, at), count + 1);
    }
    // Macros of the file may name it.
    const inMacros = [...model.macros.values()].map(({ value }) => value ?? '').join(' ');
    for (const { name } of model.maps) {
      if ((counts.get(name.text) ?? 0) > 1 || inMacros.includes(name.text)) continue;
      if (facts.included.mentions(name.text)) continue;
      report(name, l10n.t('No program of this file uses the map {0}.', name.text), { unnecessary: true });
    }
  },
};
