/**
 * One command line for a login shell that we do not know. sshd hands a single string to the user's shell, so
 * this is the one place where text is quoted. It is read the same by sh, bash, dash, zsh, busybox ash, fish and
 * tcsh.
 */

/**
 * Everything stands in single quotes, except the characters that some shell still sees there: `'` ends the
 * quotes in all of them, `\` escapes inside them in fish, `!` is history in csh. Those stand outside, each
 * behind a backslash. For csh there must be no line break; `commandLine` sees to that.
 */
export function quote(argument: string): string {
  if (argument.includes('\0')) throw new Error('A command argument cannot contain a NUL character');
  if (argument === '') return "''";
  return argument.replace(/([\\'!]+)|([^\\'!]+)/g, (_, hard: string | undefined, soft: string | undefined) =>
    hard === undefined ? `'${soft ?? ''}'` : hard.replace(/./g, '\\$&'),
  );
}

/**
 * The line that runs `argv` with `env` added. `exec` puts the command in the place of the shell, so that signals
 * and the exit status are the command's own. SSH servers refuse most variables, hence `env`.
 */
export function commandLine(argv: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const words = withEnvironment(argv, env);
  const line = words.some((word) => word.includes('\n'))
    ? ['sh', '-c', unfold, 'sh', ...words.map(fold)]
    : words;
  return `exec ${line.map(quote).join(' ')}`;
}

/** Gives the arguments their line breaks back, and becomes the command. The `x` keeps a last one from being cut. */
const unfold =
  'for a do shift; case $a in *\\\\*) v=$(printf %bx "$a"); a=${v%x};; esac; set -- "$@" "$a"; done; exec "$@"';

/** One line for `printf %b`: what has no backslash afterwards is the argument itself. */
function fold(word: string): string {
  return word.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
}

/** The same command with its variables set by `env`, for places where there is no other way to pass them. */
export function withEnvironment(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): readonly string[] {
  const program = argv[0];
  // `exec` and `env` would take it for one of their own options.
  if (!program || program.startsWith('-')) throw new Error(`Not a program to run: ${program ?? ''}`);
  const settings = Object.entries(env).map(([name, value]) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`Not an environment variable: ${name}`);
    return `${name}=${value}`;
  });
  if (settings.length === 0) return argv;
  // `env` would take a program with a `=` in its path for one more variable; a shell in between does not.
  if (program.includes('=')) return ['env', ...settings, 'sh', '-c', 'exec "$@"', 'sh', ...argv];
  return ['env', ...settings, ...argv];
}
