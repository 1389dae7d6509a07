import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandLine, quote } from './quote';

/** The shells of this machine that can be a login shell; `sh` at least. */
const shells = [
  ['sh'],
  ['bash'],
  ['dash'],
  ['busybox', 'sh'],
  ['zsh', '-f'],
  ['fish', '--no-config'],
  ['tcsh', '-f'],
].filter(([program = '']) => {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

/** What a shell makes of the line: the arguments as the command sees them. */
function read(shell: readonly string[], line: string): string[] {
  const [program = '', ...options] = shell;
  const output = execFileSync(program, [...options, '-c', line], { encoding: 'utf8' });
  return output.split('\0').slice(0, -1);
}

const nasty = [
  "'",
  '"',
  '\\',
  '\n',
  '$(id)',
  '`id`',
  '!',
  '!!',
  '*',
  '~',
  '-',
  '#',
  ';',
  '&',
  '|',
  '\t',
  ' ',
  '中',
  '🐝',
  '\x01',
  '%',
  '{a,b}',
];
const argument = fc.oneof(
  fc.array(fc.constantFrom(...nasty, 'a', 'n')).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
);

// Every example starts a shell.
describe.each(shells)('%s', { timeout: 60_000 }, (...shell) => {
  test('every argument survives', () => {
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 20 }), (words) => {
        expect(read(shell, commandLine(['printf', '%s\\0', ...words, 'end']))).toEqual([...words, 'end']);
      }),
      { numRuns: 60 },
    );
  });

  test('every variable survives', () => {
    fc.assert(
      fc.property(argument, (value) => {
        expect(read(shell, commandLine(['sh', '-c', 'printf "%s\\0" "$VALUE"'], { VALUE: value }))).toEqual([
          value,
        ]);
      }),
      { numRuns: 20 },
    );
  });

  test('the exit status is the command’s own', () => {
    const [program = '', ...options] = shell;
    const run = () => execFileSync(program, [...options, '-c', commandLine(['sh', '-c', 'kill -TERM $$'])]);
    expect(run).toThrow(expect.objectContaining({ signal: 'SIGTERM' }) as Error);
  });
});

test('what no argument can hold is refused', () => {
  expect(() => quote('a\0b')).toThrow();
  expect(() => commandLine([])).toThrow();
  expect(() => commandLine(['-c', 'id'])).toThrow();
  expect(() => commandLine(['true'], { 'A=B;id': 'x' })).toThrow();
});

test('the line is what it looks like', () => {
  expect(quote("it's")).toBe("'it'\\''s'");
  expect(quote('')).toBe("''");
  expect(quote('a\\b!')).toBe("'a'\\\\'b'\\!");
  expect(commandLine(['echo', '\n\\'])).not.toContain('\n');
  expect(commandLine(['ls', '-l'], { LC_ALL: 'C' })).toBe("exec 'env' 'LC_ALL=C' 'ls' '-l'");
});
