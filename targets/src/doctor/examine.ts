/** Looks at a target and says what a run needs, what is lacking, and the very command that mends it. */
import * as l10n from '@vscode/l10n';
import type { CheckResult, DoctorReport } from '#protocol/doctor';
import { multiarchOf } from '../build/clangArguments';
import type { Host } from '../host/host';
import { LocalHost } from '../host/localHost';
import type { Root } from '../host/root';
import { kernelOf } from '../run/kernelOf';
import { TargetError } from '../targetError';
import { checks } from './checks';
import { readFacts } from './facts';
import { factsScript, rootFactsScript } from './factsScript';

/** What is true of this side, as far as a check of the target depends on it. */
export interface Here {
  /** This machine can compile in the target's place. */
  hasClang: boolean;
}

/**
 * @param root how commands run as root there, where the caller found a way; without it the doctor uses what works
 *   without a question
 */
export async function examine(
  host: Host,
  root?: Pick<Root, 'how' | 'run'>,
  signal?: AbortSignal,
  onProgress: (message: string) => void = () => undefined,
  clang = 'clang',
): Promise<DoctorReport> {
  onProgress(l10n.t('Examining {0}', host.name));
  const options = signal ? { signal } : {};
  const { machine } = await kernelOf(host, signal);
  const argv = ['sh', '-c', factsScript, 'ebpf-doctor', rootFactsScript, clang, multiarchOf(machine)];
  const here = hasClangHere(host, clang);
  const seen = await host.run(argv, options);
  if (seen.signal !== null) {
    throw new TargetError('connectionLost', l10n.t('The connection to {0} was lost.', host.name), {
      actions: [{ kind: 'retry' }],
    });
  }
  let output = new TextDecoder().decode(seen.stdout);
  // A password stands between this user and root: what only root can see is asked for in a second call.
  if (root?.how === 'sudoPassword') {
    output += new TextDecoder().decode((await root.run(['sh', '-c', rootFactsScript], options)).stdout);
  }
  const facts = readFacts(output);
  const around: Here = { hasClang: await here };
  const results: CheckResult[] = checks.map(({ id, title, check }) => ({
    id,
    title: title(),
    ...check(facts, around),
  }));
  return {
    target: host.name,
    kernelRelease: facts.release,
    machine: facts.machine,
    distribution: facts.distribution.name,
    checks: results,
  };
}

/** For a local target there is no other side that could help. */
async function hasClangHere(target: Host, clang: string): Promise<boolean> {
  if (target.kind === 'local') return false;
  const here = new LocalHost();
  const found = await here
    .run(['sh', '-c', 'command -v "$1"', 'sh', clang], { timeout: 5000 })
    .catch(() => undefined);
  return found?.code === 0;
}
