/**
 * Where an included file lies. Looked for as the compiler does, but only inside the project and in the places where
 * systems keep their headers: a C file from somewhere else must not make the server read whatever it names.
 */
import { realpath, stat } from 'node:fs/promises';
import * as path from 'node:path';

export interface SearchPlaces {
  /** Absolute directories of the project. */
  roots: readonly string[];
  /** Absolute directories that the user told the compiler to search. */
  includeDirectories: readonly string[];
}

export interface FoundFile {
  /** Absolute, symbolic links followed. */
  path: string;
  isStandard: boolean;
  size: number;
  /** Changes when the file does. */
  stamp: string;
}

const machines = ['x86_64', 'aarch64', 'riscv64', 's390x', 'powerpc64le', 'arm', 'i386'];
const standardPlaces = [
  '/usr/local/include',
  '/usr/include',
  ...machines.map((machine) => `/usr/include/${machine}-linux-gnu`),
];

/** In the project but everybody's: copies of libbpf's headers, and what is made from BTF. */
const everybodys =
  /^(?:.*\/)?(vmlinux.*|bpf_helpers|bpf_helper_defs|bpf_tracing|bpf_core_read|bpf_endian|usdt\.bpf|libbpf_common)\.h$/;

export function isEverybodys(name: string): boolean {
  return everybodys.test(name);
}

/** @param from directory of the including file; its own directory comes first for `"quoted"` names */
export async function findInclude(
  name: string,
  form: 'quoted' | 'angle',
  from: string,
  source: string,
  { roots, includeDirectories }: SearchPlaces,
): Promise<FoundFile | undefined> {
  if (path.isAbsolute(name) || name.includes('\0')) return undefined;
  const beside = path.dirname(source);
  const project = [
    ...(form === 'quoted' ? [from] : []),
    beside,
    ...includeDirectories,
    ...roots.flatMap((root) => ['', 'include', 'headers'].map((folder) => path.join(root, folder))),
  ];
  const allowed = [...roots, ...includeDirectories, ...(roots.length === 0 ? [beside] : [])];
  for (const directory of new Set(project)) {
    const found = await look(path.join(directory, name), [...allowed, ...standardPlaces]);
    if (found) return { ...found, isStandard: isEverybodys(name) || isIn(found.path, standardPlaces) };
  }
  for (const directory of standardPlaces) {
    const found = await look(path.join(directory, name), standardPlaces);
    if (found) return { ...found, isStandard: true };
  }
  return undefined;
}

async function look(
  candidate: string,
  allowed: readonly string[],
): Promise<Omit<FoundFile, 'isStandard'> | undefined> {
  try {
    const about = await stat(candidate);
    if (!about.isFile()) return undefined;
    const real = await realpath(candidate);
    const places = await Promise.all(allowed.map((one) => realpath(one).catch(() => one)));
    if (!isIn(real, places)) return undefined;
    return { path: real, size: about.size, stamp: `${about.mtimeMs} ${about.size}` };
  } catch {
    return undefined;
  }
}

function isIn(file: string, directories: readonly string[]): boolean {
  return directories.some((directory) => {
    const relative = path.relative(directory, file);
    return relative !== '' && !path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..';
  });
}
