/**
 * Reads ssh_config files into a flat list of lines, with the files that `Include` names in their places. One line
 * at a time goes through the `ssh-config` package, so that whatever it rejects is known by file and line; its
 * evaluation is not used, since that runs commands and name lookups. No line is judged here.
 */
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import SSHConfig from 'ssh-config';
import { expandGlob } from './globFiles';
import { sshDirectory, type Place } from './place';
import { TargetError } from '../targetError';

export type ConfigLine =
  | { kind: 'option'; name: string; values: readonly string[]; file: string; line: number }
  | { kind: 'host' | 'match'; values: readonly string[]; file: string; line: number }
  /** The lines of included files, which are read only where the surrounding section applies. */
  | { kind: 'include'; files: readonly (readonly ConfigLine[])[] };

/** As deep as OpenSSH goes. */
const maxDepth = 16;

/** A missing file is an empty one. */
export async function readConfigLines(file: string, place: Place, depth = 0): Promise<readonly ConfigLine[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return [];
    throw configInvalid(file, 0, l10n.t('it cannot be read'), error);
  }
  const lines: ConfigLine[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    const directive = parseLine(raw.trim(), file, line);
    if (!directive) continue;
    const name = directive.name.toLowerCase();
    const { values } = directive;
    if (name === 'host' || name === 'match') lines.push({ kind: name, values, file, line });
    else if (name === 'include') {
      if (depth >= maxDepth) throw configInvalid(file, line, l10n.t('files include each other too deeply'));
      lines.push({ kind: 'include', files: await included(values, file, place, depth) });
    } else lines.push({ kind: 'option', name, values, file, line });
  }
  return lines;
}

export function configInvalid(file: string, line: number, reason: string, cause?: unknown): TargetError {
  const where = line > 0 ? `${file}:${line}` : file;
  return new TargetError(
    'configInvalid',
    l10n.t('The SSH configuration {0} is not valid: {1}. Correct it and try again.', where, reason),
    { cause, actions: [{ kind: 'openFile', path: file }] },
  );
}

function parseLine(raw: string, file: string, line: number): { name: string; values: string[] } | undefined {
  if (raw === '' || raw.startsWith('#')) return undefined;
  let parsed: SSHConfig;
  try {
    parsed = SSHConfig.parse(raw);
  } catch (error) {
    throw configInvalid(file, line, l10n.t('unbalanced quotes or a missing value'), error);
  }
  const directive = parsed[0];
  if (directive?.type !== SSHConfig.DIRECTIVE) return undefined;
  const { value } = directive;
  const values = (typeof value === 'string' ? [value] : value.map(({ val }) => val)).filter(
    (word) => word !== '',
  );
  if (values.length === 0) throw configInvalid(file, line, l10n.t('{0} has no value', directive.param));
  return { name: directive.param, values };
}

async function included(
  patterns: readonly string[],
  file: string,
  place: Place,
  depth: number,
): Promise<(readonly ConfigLine[])[]> {
  // ssh takes the user's files from ~/.ssh, wherever the including file is, and the system's from /etc/ssh.
  const base = file.startsWith('/etc/ssh/') ? dirname(file) : sshDirectory(place);
  const files: (readonly ConfigLine[])[] = [];
  for (const pattern of patterns) {
    const home = pattern.replace(/^~(?=\/|$)/, () => place.home);
    for (const path of await expandGlob(isAbsolute(home) ? home : join(base, home)))
      files.push(await readConfigLines(path, place, depth + 1));
  }
  return files;
}
