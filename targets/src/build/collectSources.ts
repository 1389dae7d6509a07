/**
 * Gathers, here, the C file and every include of it that lies here: beside the including file, beside the source,
 * or in an include directory of the settings. What is found nowhere is left for the compiler's own directories.
 * Only files that really lie in the project or in an include directory are gathered: a C file from somewhere else
 * must not be able to carry `../../.ssh/id_rsa` to a target, be it by its name or by a symbolic link.
 */
import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import * as path from 'node:path';
import * as l10n from '@vscode/l10n';
import { readIncludes } from '#bpf/source/includes';
import { cancelled, TargetError } from '../targetError';

export interface SourceFile {
  /** Absolute, as spelled by the includes, `..` resolved and symbolic links kept. */
  path: string;
  content: Uint8Array;
  /** SHA-256, lower-case hex. */
  hash: string;
}

export interface CollectedSources {
  /** The C file first, then its includes in the order of their discovery. */
  files: SourceFile[];
  /** Directories that includes pass through (`sub/../a.h`): a compiler wants them to exist. */
  directories: string[];
  /** Names as written that were found nowhere here. */
  missing: ReadonlySet<string>;
  /** Includes that exist here outside of every allowed directory, by name as written. */
  refused: ReadonlyMap<string, string>;
}

export interface CollectOptions {
  source: string;
  /** Absolute directories that the compiler is told to search. */
  includeDirectories: readonly string[];
  /** Absolute directories whose files may leave this machine. */
  allowed: readonly string[];
  signal?: AbortSignal;
}

const limits = { fileBytes: 32 << 20, totalBytes: 64 << 20, files: 2000 };

/** Throws `sourceUnreadable` for a source or include that is there and cannot be read. */
export async function collectSources(options: CollectOptions): Promise<CollectedSources> {
  const source = path.resolve(options.source);
  const roots = await Promise.all([...options.allowed, ...options.includeDirectories].map(realOrSame));
  const files = new Map<string, SourceFile>();
  const directories = new Set<string>();
  const missing = new Set<string>();
  const refused = new Map<string, string>();
  let total = 0;

  const queue = [source];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    if (files.has(file)) continue;
    if (options.signal?.aborted) throw cancelled();
    const content = await readSource(file);
    total += content.length;
    if (files.size >= limits.files || total > limits.totalBytes) throw tooMuch(source);
    files.set(file, { path: file, content, hash: createHash('sha256').update(content).digest('hex') });
    // A header made from BTF is megabytes without a single include.
    if (path.basename(file) === 'vmlinux.h') continue;

    const from = path.dirname(file);
    for (const { name, form } of readIncludes(new TextDecoder().decode(content))) {
      if (path.isAbsolute(name) || name.includes('\0')) continue;
      const searched = [
        ...(form === 'quoted' ? [from] : []),
        path.dirname(source),
        ...options.includeDirectories,
      ];
      const found = await findFile(name, searched);
      if (!found) missing.add(name);
      else if (!(await isWithin(found.path, roots)) && found.path !== source) refused.set(name, found.path);
      else {
        for (const directory of passedThrough(found.directory, name)) directories.add(directory);
        queue.push(found.path);
      }
    }
  }
  return { files: [...files.values()], directories: [...directories], missing, refused };
}

async function findFile(
  name: string,
  directories: readonly string[],
): Promise<{ path: string; directory: string } | undefined> {
  for (const directory of directories) {
    const candidate = path.join(directory, name);
    // As a compiler does, a directory of that name is passed over. Anything else that exists is the one.
    const found = await stat(candidate).catch(() => undefined);
    if (found && !found.isDirectory()) return { path: candidate, directory };
  }
  return undefined;
}

/** `sub/../a.h` below /p passes through /p/sub. */
function passedThrough(directory: string, name: string): string[] {
  const parts = name.split(/[\\/]/);
  return parts.flatMap((part, index) =>
    part === '..' ? [path.join(directory, ...parts.slice(0, index))] : [],
  );
}

async function isWithin(file: string, roots: readonly string[]): Promise<boolean> {
  const real = await realOrSame(file);
  return roots.some((root) => {
    const relative = path.relative(root, real);
    return !path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..';
  });
}

function realOrSame(file: string): Promise<string> {
  return realpath(file).catch(() => path.resolve(file));
}

async function readSource(file: string): Promise<Uint8Array> {
  try {
    // Opening a named pipe would wait for a writer, and a device never ends.
    const found = await stat(file);
    if (!found.isFile()) throw new Error(l10n.t('it is not a regular file'));
    if (found.size > limits.fileBytes)
      throw new Error(l10n.t('it is larger than {0} MB', limits.fileBytes >> 20));
    return await readFile(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TargetError('sourceUnreadable', l10n.t('{0} cannot be read: {1}', file, why), { cause: error });
  }
}

function tooMuch(source: string): TargetError {
  const message = l10n.t(
    '{0} includes more than {1} files or {2} MB. Check its includes and the include directories of the settings.',
    source,
    limits.files,
    limits.totalBytes >> 20,
  );
  return new TargetError('sourceUnreadable', message, {
    actions: [{ kind: 'openSettings', setting: 'ebpf.build.includeDirectories' }],
  });
}
