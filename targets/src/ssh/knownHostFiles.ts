/** The known_hosts files: read all, append to the first of the user's. */
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseKnownHosts, type KnownHost } from './knownHosts';
import type { Log } from '../log';

export async function readKnownHosts(files: readonly string[], log: Log): Promise<KnownHost[]> {
  const entries: KnownHost[] = [];
  for (const file of files) {
    try {
      entries.push(...parseKnownHosts(await readFile(file, 'utf8'), file));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') continue;
      log.warn(`${file} cannot be read: ${String(error)}`);
    }
  }
  return entries;
}

/** The file and its directory are made when missing, closed to others. */
export async function appendKnownHost(file: string, line: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1, '\n');
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    // Somebody's editor may have left the last line without its end.
    await handle.appendFile(`${last.toString() === '\n' ? '' : '\n'}${line}\n`);
  } finally {
    await handle.close();
  }
}
