/** `--json`: every event of a run as one JSON object a line. The shapes are part of the command's interface. */
import type { RunEvent } from '#protocol/run';
import { parseTraceLine, type TraceEntry } from '#bpf/trace/parseLine';
import type { RunOutput } from './runOutput';

export class JsonOutput implements RunOutput {
  constructor(readonly stdout: NodeJS.WritableStream) {}

  show(event: RunEvent): void {
    if (event.type === 'trace') this.#trace(event.text);
    else this.#line(objectOf(event));
  }

  #trace(text: string): void {
    const lines: string[] = [];
    for (const line of text.split('\n'))
      if (line !== '') lines.push(JSON.stringify(traceObject(parseTraceLine(line))));
    if (lines.length > 0) this.stdout.write(`${lines.join('\n')}\n`);
  }

  #line(value: object): void {
    this.stdout.write(`${JSON.stringify(value)}\n`);
  }
}

function objectOf(event: Exclude<RunEvent, { type: 'trace' }>): object {
  switch (event.type) {
    case 'attached': {
      const { type, program, section, id, kind, target, mode, modeReason, proof, programId } = event;
      return { type, program, section, link: { id, kind, target, mode, modeReason, proof, programId } };
    }
    case 'stopped': {
      const { outcome } = event;
      if (outcome.kind !== 'error') return event;
      return { type: 'stopped', outcome: { kind: 'error', code: outcome.code, message: outcome.message } };
    }
    default:
      return event;
  }
}

function traceObject(entry: TraceEntry): object {
  switch (entry.kind) {
    case 'event': {
      const { task, pid, tgid, cpu, flags, time, microseconds, message } = entry;
      return {
        type: 'trace',
        task,
        pid,
        tgid,
        cpu,
        flags,
        time,
        microseconds,
        function: entry.function,
        message,
      };
    }
    case 'lost': {
      const { cpu, count } = entry;
      return { type: 'lost', cpu, count };
    }
    case 'other':
      return { type: 'trace', message: entry.text };
  }
}
