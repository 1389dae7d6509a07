/** Files that a build adds to the user's own; the compiler looks there last. */
import { createHash } from 'node:crypto';
import type { ManifestFile } from './manifest';

// glibc's <gnu/stubs.h> takes everything that does not define __x86_64__ for 32 bits, and asks for a header that
// only 32-bit development packages have. It lists C functions without an implementation, which BPF never calls.
const stubs = added(
  'gnu/stubs-32.h',
  new TextEncoder().encode('/* Nothing here concerns BPF programs. */\n'),
);

/** @param kernelHeader the text of `vmlinux.h`, where the build needs one */
export function addedFiles(kernelHeader: Uint8Array | undefined): ManifestFile[] {
  return kernelHeader ? [stubs, added('vmlinux.h', kernelHeader)] : [stubs];
}

function added(name: string, content: Uint8Array): ManifestFile {
  return { name: `extra/${name}`, hash: createHash('sha256').update(content).digest('hex'), content };
}
