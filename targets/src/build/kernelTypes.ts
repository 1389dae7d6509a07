/**
 * `vmlinux.h` for a target, made from the BTF that its kernel carries. BTF and header are kept here per kernel
 * build, so that one fetch serves every connection and every target with the same kernel.
 */
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import { printHeader } from '#bpf/btf/printHeader';
import { readBtf } from '#bpf/btf/readBtf';

import type { Host } from '../host/host';
import type { Log } from '../log';
import { TargetError } from '../targetError';

export interface KernelTypesPorts {
  cacheDirectory: string;
  log: Log;
}

// The notes hold the build id; the version string stands in for it where they cannot be read.
const identifyScript =
  '[ -r /sys/kernel/btf/vmlinux ] || exit 70; uname -rvm; od -An -v -tx1 /sys/kernel/notes 2>/dev/null; exit 0';

// BTF packs to a third, and the weakest level is the quickest by far on a small machine.
const fetchScript =
  'if command -v gzip >/dev/null; then exec gzip -1c /sys/kernel/btf/vmlinux; else exec cat /sys/kernel/btf/vmlinux; fi';

const helperHeaderScript =
  'for d in /usr/include /usr/local/include; do [ -r "$d/bpf/bpf_helper_defs.h" ] && exec cat "$d/bpf/bpf_helper_defs.h"; done; exit 0';

const btfName = 'vmlinux.btf';

/** Raised when the printed header changes, so that an older one is printed again. */
const headerVersion = 1;

/** A kernel does not change under a live connection. */
const known = new WeakMap<Host['connection'], Promise<string>>();

/** The text of `vmlinux.h` for the kernel of this host. Throws `noBtf`. */
export async function kernelHeader(
  host: Host,
  ports: KernelTypesPorts,
  options: { signal?: AbortSignal | undefined; onFetch?: () => void } = {},
): Promise<Uint8Array> {
  const directory = path.join(ports.cacheDirectory, 'kernels', await kernelId(host));
  const header = path.join(directory, `vmlinux-${headerVersion}.h`);
  const printed = await readFile(header).catch(() => undefined);
  if (printed) return printed;

  options.onFetch?.();
  const { value: btf, problems } = readBtf(await kernelBtf(host, directory, options.signal));
  for (const problem of problems) ports.log.warn(`BTF of ${host.name}: ${JSON.stringify(problem)}`);
  const text = new TextEncoder().encode(printHeader(btf));
  await keep(header, text);
  return text;
}

/** Where the BTF of this host's kernel lies here; fetched when it does not yet. Throws `noBtf`. */
export async function kernelBtfFile(
  host: Host,
  ports: KernelTypesPorts,
  signal?: AbortSignal,
): Promise<string> {
  const directory = path.join(ports.cacheDirectory, 'kernels', await kernelId(host));
  const file = path.join(directory, btfName);
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isThere) await kernelBtf(host, directory, signal);
  return file;
}

/**
 * Where a copy of the host's `bpf_helper_defs.h` lies here, which documents the helpers; undefined when the host has no
 * libbpf headers. Kept beside the kernel's BTF, and looked for again when that is another.
 */
export async function helperHeaderFile(
  host: Host,
  ports: KernelTypesPorts,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const file = path.join(ports.cacheDirectory, 'kernels', await kernelId(host), 'bpf_helper_defs.h');
  const kept = await readFile(file).catch(() => undefined);
  if (kept) return kept.length > 0 ? file : undefined;
  const { stdout } = await host.run(['sh', '-c', helperHeaderScript], signal ? { signal } : {});
  await keep(file, stdout);
  return stdout.length > 0 ? file : undefined;
}

async function kernelBtf(
  host: Host,
  directory: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const file = path.join(directory, btfName);
  const kept = await readFile(file).catch(() => undefined);
  if (kept) return kept;
  const result = await host.run(['sh', '-c', fetchScript], signal ? { signal } : {});
  if (result.code !== 0) throw noBtf(host, new TextDecoder().decode(result.stderr));
  const packed = result.stdout[0] === 0x1f && result.stdout[1] === 0x8b;
  const bytes = packed ? await promisify(gunzip)(result.stdout) : result.stdout;
  await keep(file, bytes);
  return bytes;
}

/** Not cancellable: the answer is shared by every run that waits for it, and is there in a moment. */
async function kernelId(host: Host): Promise<string> {
  const before = known.get(host.connection);
  if (before) return before;
  const asking = host.run(['sh', '-c', identifyScript]).then((result) => {
    if (result.code !== 0) throw noBtf(host, new TextDecoder().decode(result.stderr));
    return createHash('sha256').update(result.stdout).digest('hex').slice(0, 32);
  });
  known.set(host.connection, asking);
  asking.catch(() => known.delete(host.connection));
  return asking;
}

/** Whole or not at all, as two runs may fetch the same at once. */
async function keep(file: string, content: Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.${Date.now()}`;
  await writeFile(temporary, content);
  await rename(temporary, file);
}

function noBtf(host: Host, detail: string): TargetError {
  const message = l10n.t(
    'The kernel of {0} has no BTF (/sys/kernel/btf/vmlinux), from which vmlinux.h is made. Use a kernel with CONFIG_DEBUG_INFO_BTF, or put a vmlinux.h into your project.',
    host.name,
  );
  return new TargetError('noBtf', message, { detail, actions: [{ kind: 'checkTarget' }] });
}
