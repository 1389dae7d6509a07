/** What is wrong with a typed value, in words for the person who typed it. */
import * as l10n from '@vscode/l10n';
import { someNames, type ValueProblem } from '#bpf/values/valueProblem';

export function valueProblemText(problem: ValueProblem): string {
  switch (problem.code) {
    case 'notANumber':
      return l10n.t('"{0}" is no number. Write e.g. 42, -1, 0x2a or 1_000.', problem.text);
    case 'notAFloat':
      return l10n.t('"{0}" is no number. Write e.g. 0.5 or 1e-3.', problem.text);
    case 'notABool':
      return l10n.t('"{0}" is neither true nor false.', problem.text);
    case 'notACharacter':
      return l10n.t('"{0}" is not one character.', problem.text);
    case 'notBytes':
      return l10n.t('"{0}" is no list of bytes. Write them in hex, e.g. 0a ff 00.', problem.text);
    case 'notADuration':
      return l10n.t('"{0}" is no duration. Write e.g. 5ms or 1.5s.', problem.text);
    case 'outOfRange':
      return l10n.t(
        '{0} does not fit: it must be from {1} to {2}.',
        problem.text,
        String(problem.min),
        String(problem.max),
      );
    case 'unknownName':
      return l10n.t('There is no {0}. There are: {1}', problem.text, someNames(problem.names).join(', '));
    case 'unknownMember':
      return l10n.t(
        'There is no member {0}. There are: {1}',
        problem.text,
        someNames(problem.names).join(', '),
      );
    case 'notAnAddress':
      return addressText(problem.text, problem.want);
    case 'notAPrefix':
      return problem.want === 'ipv4'
        ? l10n.t(
            '"{0}" is no prefix. Write e.g. 192.0.2.0/24; the length is at most {1}.',
            problem.text,
            problem.most,
          )
        : l10n.t(
            '"{0}" is no prefix. Write e.g. 2001:db8::/32; the length is at most {1}.',
            problem.text,
            problem.most,
          );
    case 'textTooLong':
      return l10n.t('The text has {0} bytes, and there is room for {1}.', problem.given, problem.most);
    case 'wrongLength':
      return l10n.t('{0} bytes are given, and {1} are wanted.', problem.given, problem.want);
    case 'tooMany':
      return l10n.t('These are too many values: there is room for {0}.', problem.most);
    case 'badEscape':
      return l10n.t('"{0}" is no escape of C.', problem.text);
    case 'wantsQuotes':
      return l10n.t('A text stands in quotes: "{0}".', problem.text);
    case 'wantsBraces':
      return l10n.t('Several values stand in braces: { … }, not {0}.', problem.text);
    case 'noBraces':
      return l10n.t('One value stands without braces.');
    case 'unexpected':
      return l10n.t('"{0}" is not expected there.', problem.text);
    case 'unterminated':
      return l10n.t('A quote or brace is not closed.');
    case 'empty':
      return l10n.t('Write a value.');
    case 'cut':
      return l10n.t('The value is cut short by “…”; write all of it.');
    case 'deep':
    case 'noSize':
    case 'outside':
    case 'notEditable':
      return l10n.t('A value of this type cannot be written.');
    case 'tooLarge':
      return l10n.t(
        'A value of {0} bytes cannot be written as text; {1} is the most.',
        problem.size,
        problem.most,
      );
  }
}

function addressText(text: string, want: 'ipv4' | 'ipv6' | 'mac'): string {
  const examples = { ipv4: '192.0.2.1', ipv6: '2001:db8::1', mac: '02:00:5e:00:53:01' };
  return l10n.t('"{0}" is no address. Write e.g. {1}.', text, examples[want]);
}
