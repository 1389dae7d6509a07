/** Turns what was typed for global variables into their bytes, by the types that the object says they have. */
import * as l10n from '@vscode/l10n';
import { globalsOf } from '#bpf/elf/globals';
import { readObject } from '#bpf/elf/readObject';
import { parseValue } from '#bpf/values/parseValue';
import { base64Of } from '../live/readMap';
import { valueProblemText } from '../live/valueProblemText';
import { TargetError } from '../targetError';

/** Base64 by C name. Throws `badGlobal` for a variable that the object does not have, or a value that it cannot hold. */
export function encodeGlobals(
  bytes: Uint8Array,
  texts: Readonly<Record<string, string>>,
): Record<string, string> {
  const object = readObject(bytes).value;
  const variables = globalsOf(object);
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const variable = variables.find((each) => each.name === name);
      if (variable === undefined)
        throw unknown(
          name,
          // Constants inside of functions have the function's name before a dot.
          variables.flatMap((each) => (each.name.includes('.') ? [] : [each.name])),
        );
      if (object.btf === undefined || variable.type === undefined) throw untyped(name);
      const { bytes: value, problems } = parseValue(object.btf, variable.type, text);
      const [problem] = problems;
      if (problem) {
        const actions = [{ kind: 'setGlobals' }] as const;
        throw new TargetError('badGlobal', `${name}: ${valueProblemText(problem)}`, { actions });
      }
      return [name, base64Of(value)];
    }),
  );
}

function unknown(name: string, known: readonly string[]): TargetError {
  return new TargetError(
    'badGlobal',
    known.length === 0
      ? l10n.t('The program has no global variable {0}, nor any other.', name)
      : l10n.t('The program has no global variable {0}. It has: {1}', name, known.join(', ')),
    { actions: [{ kind: 'setGlobals' }] },
  );
}

function untyped(name: string): TargetError {
  return new TargetError(
    'badGlobal',
    l10n.t('{0} has no type to check the value against: compile with -g.', name),
  );
}
