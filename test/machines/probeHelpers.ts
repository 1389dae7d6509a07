/** Asks a machine's kernel which helper may be called from which program type, with agent/cmd/probehelpers. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { text, type Host } from '#targets/host/host';
import { root } from './ebpf';

/** As the program prints it; types are without `BPF_PROG_TYPE_`. */
export interface Report {
  /** As `uname -r` prints it. */
  kernel: string;
  answers: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
  missingTypes: readonly string[];
  unclear: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Builds the program into a folder and says where it is. */
export async function buildProbe(folder: string): Promise<string> {
  const binary = path.join(folder, 'probehelpers');
  await promisify(execFile)(
    'go',
    ['build', '-trimpath', '-ldflags', '-s -w', '-o', binary, './cmd/probehelpers'],
    {
      cwd: path.join(root, 'agent'),
      env: { ...process.env, CGO_ENABLED: '0' },
    },
  );
  return binary;
}

export async function askKernel(
  host: Host,
  binary: string,
  helpers: readonly { id: number; name: string }[],
): Promise<Report> {
  const there = `/tmp/probehelpers-${process.pid}`;
  await host.writeFile(there, await readFile(binary), { mode: 0o700 });
  try {
    const input = JSON.stringify(helpers.map(({ id, name }) => ({ id, name })));
    // It takes the emulated machine 7 seconds.
    const ran = await host.run([there], { input, timeout: 30_000 });
    if (ran.code !== 0)
      throw new Error(`probehelpers: ${String(ran.signal ?? ran.code)} ${text(ran.stderr)}`);
    return JSON.parse(text(ran.stdout)) as Report;
  } finally {
    await host.run(['rm', '-f', there]);
  }
}
