/** Runs other programs: argv only, never a shell string, and a failure always says what the program said. */
import { spawn } from 'node:child_process';

/**
 * @typedef {object} ExecOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [input] text for stdin; without it stdin is empty
 * @property {'capture' | 'inherit'} [output] `inherit` shows it as it comes
 * @property {boolean} [terminal] the program may ask on the terminal, as sudo does
 */

/**
 * Resolves with stdout when the program exits with 0, else rejects with its last output in the message.
 * @param {string} file @param {string[]} args @param {ExecOptions} [options] @returns {Promise<string>}
 */
export function exec(file, args, options = {}) {
  const inherit = options.output === 'inherit';
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: [
        options.terminal ? 'inherit' : 'pipe',
        inherit ? 'inherit' : 'pipe',
        inherit ? 'inherit' : 'pipe',
      ],
    });
    let out = '';
    let err = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr?.setEncoding('utf8').on('data', (text) => (err += text));
    child.stdin?.on('error', () => {}); // a program may leave before it has read its input
    child.stdin?.end(options.input ?? '');
    child.on('error', (error) => reject(new Error(`${file}: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(out);
      const said = `${out}\n${err}`.trim().split('\n').slice(-30).join('\n');
      reject(new Error(`${[file, ...args].join(' ')} ended with ${signal ?? code}\n${said}`));
    });
  });
}
