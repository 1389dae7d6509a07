/** Which kernel a host runs. Asked once a connection: a kernel does not change under a live one. */
import * as l10n from '@vscode/l10n';
import { text, type Host } from '../host/host';
import { TargetError } from '../targetError';

export interface Kernel {
  /** `uname -r` */
  release: string;
  /** `uname -m` */
  machine: string;
}

const known = new WeakMap<Host['connection'], Kernel>();

/** Throws `unsupportedTarget` for anything but Linux. */
export async function kernelOf(host: Host, signal?: AbortSignal): Promise<Kernel> {
  const before = known.get(host.connection);
  if (before !== undefined) return before;
  const result = await host.run(['uname', '-srm'], signal === undefined ? {} : { signal });
  const [system, release, machine] = text(result.stdout).split(' ');
  if (result.code !== 0 || system !== 'Linux' || release === undefined || machine === undefined) {
    throw new TargetError(
      'unsupportedTarget',
      l10n.t('{0} does not run Linux, and BPF programs need it. Add a Linux machine as a target.', host.name),
      { detail: text(result.stdout) + text(result.stderr), actions: [{ kind: 'selectTarget' }] },
    );
  }
  const kernel = { release, machine };
  known.set(host.connection, kernel);
  return kernel;
}
