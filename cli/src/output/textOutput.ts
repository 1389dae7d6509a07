/** A run for people: trace lines on stdout, everything else on stderr. */
import type { BuildDiagnostic, ProgramOutcome, RunEvent, RunOutcome, RunState } from '#protocol/run';
import * as l10n from '@vscode/l10n';
import { reportError } from '../reportError';
import type { RunOutput } from './runOutput';

export class TextOutput implements RunOutput {
  constructor(
    readonly stdout: NodeJS.WritableStream,
    readonly stderr: NodeJS.WritableStream,
    readonly detail: 'short' | 'verbose',
  ) {}

  show(event: RunEvent): void {
    if (event.type === 'output') {
      this.stdout.write(event.text);
      if (event.truncated)
        this.stderr.write(`${l10n.t('{0} has more to say than is shown.', event.program)}\n`);
      return;
    }
    if (event.type === 'trace') {
      // A format that ends in a line break makes an empty line after its own.
      this.stdout.write(event.text.replace(/^\n+/gm, ''));
      return;
    }
    if (event.type === 'stopped') {
      this.#stopped(event.outcome);
      return;
    }
    const words = this.#wordsOf(event);
    if (words !== undefined) this.stderr.write(`${words}\n`);
  }

  #wordsOf(event: Exclude<RunEvent, { type: 'trace' | 'output' | 'stopped' }>): string | undefined {
    switch (event.type) {
      case 'state':
        return this.detail === 'verbose' ? `[${event.state satisfies RunState}]` : undefined;
      case 'progress':
        return event.message;
      case 'target':
        return l10n.t('Target {0}: Linux {1} {2}', event.name, event.kernelRelease, event.machine);
      case 'diagnostics':
        return event.diagnostics.length === 0 ? undefined : event.diagnostics.map(compilerMessage).join('\n');
      case 'built':
        return event.place === 'target'
          ? l10n.t('Built on the target in {0} ms', event.milliseconds)
          : l10n.t('Built here in {0} ms', event.milliseconds);
      case 'program':
        return programWords(event.program);
      case 'maps':
        return undefined;
      case 'attached': {
        const mode =
          event.mode === 'generic' ? ` (${l10n.t('generic mode: {0}', event.modeReason ?? '')})` : '';
        const detail = event.detail === undefined ? '' : ` (${event.detail})`;
        const what = l10n.t('Attached {0} to {1} ({2})', event.program, event.target, event.kind);
        return event.proof === 'ran'
          ? l10n.t('Ran {0}: {1}', event.program, event.detail ?? '')
          : `${what}${mode}${detail}`;
      }
      case 'notAttached':
        return l10n.t('Not attached: {0}, SEC("{1}"): {2}', event.program, event.section, event.detail);
      case 'guard':
        return event.state === 'kept'
          ? l10n.t('{0} stays on {1}.', event.program, event.target)
          : l10n.t(
              '{0} is detached from {1} after {2} s unless it is kept.',
              event.program,
              event.target,
              event.seconds,
            );
      case 'detached':
        return l10n.t('Detached: {0}: {1}', event.program, event.detail);
      case 'left':
        return [
          l10n.t('Left running as {0}, pinned at {1}', event.name, event.path),
          ...event.notLeft.map(({ program, detail }) =>
            l10n.t('Not left running: {0}: {1}', program, detail),
          ),
        ].join('\n');
      case 'traceSource':
        return event.source === 'global'
          ? l10n.t('Reading the global trace_pipe; other readers lose lines: {0}', event.reason ?? '')
          : undefined;
      case 'warning':
        return event.message;
    }
  }

  #stopped(outcome: RunOutcome): void {
    if (outcome.kind === 'error') reportError(outcome.error, this.stderr);
  }
}

function compilerMessage({ file, line, column, severity, message, flag, notes }: BuildDiagnostic): string {
  const head = `${file}:${line}:${column}: ${severity}: ${message}${flag === undefined ? '' : ` [${flag}]`}`;
  return [
    head,
    ...notes.map((note) => `${note.file}:${note.line}:${note.column}: note: ${note.message}`),
  ].join('\n');
}

function programWords({ name, section, status, id, detail, log }: ProgramOutcome): string {
  switch (status) {
    case 'loaded':
      return l10n.t('Loaded {0}, SEC("{1}"), as program {2}', name, section, String(id ?? ''));
    case 'rejected':
      return `${log ?? ''}\n${l10n.t('The verifier rejected {0}, SEC("{1}"): {2}', name, section, detail ?? '')}`;
    case 'failed':
      return l10n.t('Not loaded: {0}, SEC("{1}"): {2}', name, section, detail ?? '');
  }
}
