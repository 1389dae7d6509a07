/** What a build consists of, in the form that the compile script reads. */
import { gzipSync } from 'node:zlib';

export interface ManifestFile {
  /** Below the top of the build's tree. */
  name: string;
  /** SHA-256, lower-case hex. */
  hash: string;
  content: Uint8Array;
}

export interface Manifest {
  files: readonly ManifestFile[];
  /** Directories that have to exist besides those of the files. */
  directories: readonly string[];
  /** `vmlinux.h`, where the project has none; found by the compiler last. */
  header?: Omit<ManifestFile, 'name'>;
}

/** ASCII, so that its length in bytes is its length. */
export function manifestText({ files, directories }: Manifest): string {
  const lines = [
    ...directories.map((name) => `d:0:${escapeName(name)}`),
    ...files.map(({ name, hash, content }) => `${hash}:${content.length}:${escapeName(name)}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** What the script is told about `vmlinux.h`; '' without one. */
export function headerText({ header }: Manifest): string {
  return header ? `${header.hash}:${header.content.length}` : '';
}

/** For `printf %b`: everything but letters, digits and `._/-` as octal escapes of its UTF-8 bytes. */
export function escapeName(name: string): string {
  return name.replace(/[^A-Za-z0-9._/-]+/gu, (odd) =>
    Array.from(Buffer.from(odd), (byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join(''),
  );
}

/** The files that the script asked for, one after the other, in its order. */
export function packFor({ files, header }: Manifest, asked: string, compressed: boolean): Uint8Array {
  const byHash = new Map([...files, ...(header ? [header] : [])].map((file) => [file.hash, file.content]));
  const wanted = asked.split(' ').map((item) => byHash.get(item.split(':')[0] ?? '') ?? new Uint8Array());
  const pack = Buffer.concat(wanted);
  return compressed ? gzipSync(pack, { level: 6 }) : pack;
}
