/** Tells a compiler that could not work from one that found errors in the program. */
import * as l10n from '@vscode/l10n';
import type { CompilerMessage } from '#bpf/compiler/clangMessages';
import { fileError } from '../host/fileError';
import type { Host } from '../host/host';
import { TargetError } from '../targetError';
import type { CompileAnswer } from './compile';
import { noBpfBackend } from './noCompiler';

/** Undefined when the messages are about the program, and so for the Problems list. */
export function compilerTrouble(
  host: Host,
  clang: string,
  { exitCode, log }: CompileAnswer,
  messages: readonly CompilerMessage[],
): TargetError | undefined {
  // error: unable to create target: 'No available targets are compatible with triple "bpf"'
  if (/No available targets are compatible with|unknown target triple/.test(log))
    return noBpfBackend(host, clang, log);
  const general = messages.find(({ position, severity }) => !position && severity === 'error')?.message;
  // error: unable to open output file '…/object': 'No space left on device'
  // fatal error: error in backend: IO failure on output stream: No space left on device
  if (general !== undefined && /No space left|quota exceeded|Read-only file system/i.test(general)) {
    return fileError({ host: host.name, path: '~/.cache/ebpf-workbench', detail: log });
  }
  if (messages.some(({ severity }) => severity === 'error')) return undefined;
  // 128 + the number of the signal, as shells tell it: 137 is what a machine without memory leaves.
  const why =
    exitCode > 128
      ? l10n.t('the compiler was ended by signal {0}', exitCode - 128)
      : l10n.t('the compiler ended with code {0}', exitCode);
  return new TargetError('commandFailed', l10n.t('The build on {0} failed: {1}', host.name, why), {
    detail: log,
    actions: [{ kind: 'showLog' }],
  });
}
