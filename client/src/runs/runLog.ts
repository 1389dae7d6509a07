/** Writes the course of each run into the log, for "Show Log". Trace lines stay out: they have their own view. */
import type { RunEvent } from '#protocol/run';
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
    case 'program':
      return programLine(event.program);
    case 'stopped':
      return event.outcome.kind === 'error'
        ? `ended: ${event.outcome.message}`
        : `ended: ${event.outcome.kind}`;
    default:
      return JSON.stringify(event);
  }
}

function programLine({
  name,
  section,
  status,
  detail,
  log,
}: Extract<RunEvent, { type: 'program' }>['program']): string {
  return [`program ${name} (${section}) ${status}`, detail, log]
    .filter((part) => part !== undefined)
    .join('\n');
}
