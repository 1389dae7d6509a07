/** Writes the course of each run into the log, for "Show Log". Trace lines stay out: they have their own view. */
import type { BuildDiagnostic, ProgramOutcome, RunEvent } from '#protocol/run';
import type { Context } from '../context';

export function activate(context: Context): void {
  const { scope, log, runs } = context;
  scope.add(
    runs.news.on((news) => {
      const { id, request, targetName } = news.run;
      if (news.type === 'began') log.info(`run ${id}: ${request.goal} ${request.source} on ${targetName}`);
      else if (news.event.type !== 'trace') log.info(`run ${id}: ${line(news.event)}`);
    }),
  );
}

function line(event: Exclude<RunEvent, { type: 'trace' }>): string {
  switch (event.type) {
    case 'state':
      return event.state;
    case 'progress':
    case 'warning':
      return event.message;
    case 'target':
      return `${event.name} has Linux ${event.kernelRelease} on ${event.machine}`;
    case 'diagnostics':
      return `compiler messages: ${event.diagnostics.map(diagnosticLine).join('\n') || 'none'}`;
    case 'built':
      return `built on ${event.place === 'here' ? 'this machine' : 'the target'} in ${event.milliseconds} ms, ${event.bytes} bytes`;
    case 'program':
      return programLine(event.program);
    case 'maps':
      return `maps: ${event.maps.map(({ name, type, id }) => `${name} (${type}, id ${id})`).join(', ') || 'none'}`;
    case 'attached':
      return `${event.program} is attached: ${event.kind} ${event.target}, link ${event.id ?? 'without id'}, proved by ${event.proof}`;
    case 'notAttached':
      return `${event.program} (${event.section}) is not attached: ${event.problem}, ${event.detail}`;
    case 'guard':
      return `${event.program} on ${event.target}: guard of ${event.seconds} s ${event.state}`;
    case 'detached':
      return `${event.program} is detached: ${event.reason}, ${event.detail}`;
    case 'output':
      return `${event.program} wrote ${event.text.length} characters`;
    case 'left':
      return `left running as ${event.name} at ${event.path}, without ${event.notLeft.map(({ program }) => program).join(', ') || 'exception'}`;
    case 'traceSource':
      return `trace lines come from ${event.path}${event.reason === undefined ? '' : `: ${event.reason}`}`;
    case 'stopped':
      return event.outcome.kind === 'error'
        ? `ended: ${event.outcome.message}`
        : `ended: ${event.outcome.kind}`;
  }
}

function diagnosticLine({ file, line, column, severity, message }: BuildDiagnostic): string {
  return `${file}:${line}:${column}: ${severity}: ${message}`;
}

function programLine({ name, section, status, detail, log }: ProgramOutcome): string {
  return [`program ${name} (${section}) ${status}`, detail, log]
    .filter((part) => part !== undefined)
    .join('\n');
}
