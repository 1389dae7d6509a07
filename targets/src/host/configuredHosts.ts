/**
 * The machines that the user's ssh configuration names: every `Host` word without a pattern, in the order of the
 * file. The system's configuration is left out: it has no hosts of the user.
 */
import { join } from 'node:path';
import { readConfigLines, type ConfigLine } from '../ssh/configLines';
import { matchesPatterns } from '../ssh/patterns';
import { sshDirectory, thisPlace, type Place } from '../ssh/place';
import { parseTarget } from '../target';

/** Throws `configInvalid` when a file cannot be read; a missing one has no hosts. */
export async function configuredHosts(file?: string, place: Place = thisPlace()): Promise<string[]> {
  const lines = await readConfigLines(file ?? join(sshDirectory(place), 'config'), place);
  return [...new Set(hostsOf(lines))].filter((name) => parseTarget(name)?.kind === 'ssh');
}

function hostsOf(lines: readonly ConfigLine[]): string[] {
  const hosts: string[] = [];
  let forAll = true;
  for (const line of lines) {
    if (line.kind === 'host') {
      hosts.push(...line.values.filter((word) => !/[*?!]/.test(word)));
      forAll = matchesPatterns(line.values, 'any');
    } else if (line.kind === 'match') forAll = line.values[0]?.toLowerCase() === 'all';
    // Under `Host lab`, an included file counts for `lab` only, so the names in it are no machines of their own.
    else if (line.kind === 'include' && forAll) hosts.push(...line.files.flatMap(hostsOf));
  }
  return hosts;
}
