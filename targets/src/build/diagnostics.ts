/** Turns the compiler's messages into problems at their places in the local files. */
import * as path from 'node:path';
import * as l10n from '@vscode/l10n';
import type { CompilerMessage, CompilerPosition } from '#bpf/compiler/clangMessages';
import type { BuildDiagnostic } from '#protocol/run';
import type { TreeLayout } from './treeLayout';

export interface DiagnosticsContext {
  source: string;
  layout: TreeLayout;
  /** Names of includes that exist here and were not taken along, with their paths. */
  refused: ReadonlyMap<string, string>;
  /** What installs the headers that a compiler lacks, for a name as in the include. */
  installHint: (header: string) => string | undefined;
}

export function buildDiagnostics(
  messages: readonly CompilerMessage[],
  context: DiagnosticsContext,
): BuildDiagnostic[] {
  return messages.map((message) => {
    const diagnostic = place(message, context);
    const hint = hintFor(message.message, context);
    if (hint !== undefined) {
      const { file, line, column } = diagnostic;
      diagnostic.notes.push({ file, line, column, message: hint });
    }
    return diagnostic;
  });
}

function place(message: CompilerMessage, context: DiagnosticsContext): BuildDiagnostic {
  const { severity, position, flag } = message;
  const rest = { severity, ...(flag === undefined ? {} : { flag }) };
  const notes = message.notes.map((note) => ({ ...here(note, context), message: note.message }));
  if (!position) return { ...rest, ...startOf(context.source), message: message.message, notes };
  const own = context.layout.localOf(position.file);
  if (own !== undefined) return { ...rest, ...here(position, context), message: message.message, notes };

  // The trouble is in a header of the target. What the user can see and change is the line that includes it.
  const includer = message.includedFrom.findLast(({ file }) => context.layout.localOf(file) !== undefined);
  if (!includer) return { ...rest, ...here(position, context), message: message.message, notes };
  return {
    ...rest,
    ...here(includer, context),
    message: l10n.t('In included file {0}: {1}', path.posix.basename(position.file), message.message),
    notes: [{ ...here(position, context), message: message.message }, ...notes],
  };
}

function here({ file, line, column }: CompilerPosition, { layout }: DiagnosticsContext): CompilerPosition {
  return { file: layout.localOf(file) ?? file, line, column };
}

/** For what concerns the whole compilation, such as an unknown option. */
function startOf(source: string): CompilerPosition {
  return { file: source, line: 1, column: 1 };
}

function hintFor(message: string, { refused, installHint }: DiagnosticsContext): string | undefined {
  // 'bpf/bpf_helpers.h' file not found
  const header = /^'(.+)' file not found/.exec(message)?.[1];
  if (header === undefined) return undefined;
  const outside = refused.get(header);
  if (outside === undefined) return installHint(header);
  return l10n.t(
    '{0} lies outside of the project, so it was not taken along. Add its directory to the setting {1}.',
    outside,
    'ebpf.build.includeDirectories',
  );
}
