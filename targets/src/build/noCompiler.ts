/** The error for a machine that cannot compile BPF programs, with the very command that mends it. */
import * as l10n from '@vscode/l10n';
import { installHere } from '../doctor/distribution';
import type { Host } from '../host/host';
import { TargetError, type TargetAction } from '../targetError';

/** @param facts the uid in its first line, then the text of os-release */
export function noCompiler(host: Host, clang: string, facts: string): TargetError {
  const command = installHere(facts, ['clang', 'libbpfHeaders', 'uapiHeaders']);
  const what = host.kind === 'local' ? l10n.t('This machine') : host.name;
  const message =
    command === undefined
      ? l10n.t('{0} has no compiler named {1}. Install clang and the libbpf headers there.', what, clang)
      : l10n.t('{0} has no compiler named {1}. Install it there with: {2}', what, clang, command);
  const actions: TargetAction[] = [
    ...(command === undefined ? [] : [{ kind: 'copyCommand' as const, command }]),
    { kind: 'checkTarget' },
  ];
  return new TargetError('noCompiler', message, { actions });
}

/** For a clang that was built without LLVM's BPF backend, as Apple's. */
export function noBpfBackend(host: Host, clang: string, detail: string): TargetError {
  const message = l10n.t(
    '{1} on {0} cannot make BPF programs: it was built without that target. Install another clang, or name one in the settings.',
    host.name,
    clang,
  );
  return new TargetError('noCompiler', message, {
    detail,
    actions: [{ kind: 'openSettings', setting: 'ebpf.build.clang' }],
  });
}
