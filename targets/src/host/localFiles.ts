/** Files of this machine: written whole or not at all. */
import { randomBytes } from 'node:crypto';
import { chmod, open, readFile, rename, rm } from 'node:fs/promises';
import { fileError } from './fileError';
import type { WriteOptions } from './host';
import { cancelled } from '../targetError';

export async function writeLocalFile(
  path: string,
  content: Uint8Array,
  options: WriteOptions,
): Promise<void> {
  const mode = options.mode ?? 0o600;
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    // `wx` follows no link that somebody else laid under this name.
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content, options.signal ? { signal: options.signal } : {});
    } finally {
      await file.close();
    }
    // Not left to `open`, which takes the process's umask off.
    await chmod(temporary, mode);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw translated(path, error, options.signal);
  }
}

export async function readLocalFile(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  try {
    return await readFile(path, signal ? { signal } : {});
  } catch (error) {
    throw translated(path, error, signal);
  }
}

function translated(path: string, error: unknown, signal: AbortSignal | undefined): Error {
  if (signal?.aborted) return cancelled();
  if (!(error instanceof Error)) return new Error(String(error));
  const errno = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return fileError({ host: 'local', path, detail: error.message, errno, cause: error });
}
