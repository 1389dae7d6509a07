/** Where a run stands, folded from its events: what the lenses, the status bar and the messages show. */
import type { AttachedLink, AttachProblem, LoadedMap } from '#protocol/agent';
import type { RunEvent, RunOutcome, RunState } from '#protocol/run';

export interface RunSummary {
  readonly state: RunState;
  /** The step inside the state, localised; empty when there is none to tell. */
  readonly progress: string;
  readonly kernelRelease?: string;
  /** By C function name, in the object's order. */
  readonly programs: ReadonlyMap<string, ProgramStanding>;
  readonly maps: readonly LoadedMap[];
  readonly errors: number;
  readonly outcome?: RunOutcome;
}

export type ProgramStanding =
  | { readonly status: 'loaded'; readonly id: number | undefined }
  | { readonly status: 'rejected'; readonly detail: string; readonly log: string }
  | { readonly status: 'failed'; readonly detail: string }
  | { readonly status: 'attached'; readonly link: AttachedLink }
  | { readonly status: 'notAttached'; readonly problem: AttachProblem; readonly detail: string };

export const freshSummary: RunSummary = {
  state: 'connecting',
  progress: '',
  programs: new Map(),
  maps: [],
  errors: 0,
};

/** The summary after one more event; the same object when the event changes nothing that is shown. */
export function advance(summary: RunSummary, event: RunEvent): RunSummary {
  switch (event.type) {
    case 'state':
      return { ...summary, progress: '', state: event.state };
    case 'progress':
      return { ...summary, progress: event.message };
    case 'target':
      return { ...summary, kernelRelease: event.kernelRelease };
    case 'diagnostics':
      return { ...summary, errors: event.diagnostics.filter(({ severity }) => severity === 'error').length };
    case 'program':
      return withProgram(summary, event.program.name, loadStanding(event.program));
    case 'attached':
      return withProgram(summary, event.program, { status: 'attached', link: event });
    case 'notAttached': {
      const { problem, detail } = event;
      return withProgram(summary, event.program, { status: 'notAttached', problem, detail });
    }
    case 'maps':
      return { ...summary, maps: event.maps };
    case 'detached': {
      const { program, detail } = event;
      return withProgram(summary, program, { status: 'notAttached', problem: 'noSuchTarget', detail });
    }
    case 'stopped':
      return { ...summary, progress: '', state: 'stopped', outcome: event.outcome };
    default:
      return summary;
  }
}

/** The kernel's id of a program that is loaded. */
export function programId(standing: ProgramStanding): number | undefined {
  if (standing.status === 'attached') return standing.link.programId;
  return standing.status === 'loaded' ? standing.id : undefined;
}

/** The programs that are in one of the given standings, with their names. */
export function programsIn<S extends ProgramStanding['status']>(
  summary: RunSummary,
  status: S,
): { name: string; standing: Extract<ProgramStanding, { status: S }> }[] {
  const found: { name: string; standing: Extract<ProgramStanding, { status: S }> }[] = [];
  for (const [name, standing] of summary.programs) {
    if (hasStatus(standing, status)) found.push({ name, standing });
  }
  return found;
}

function hasStatus<S extends ProgramStanding['status']>(
  standing: ProgramStanding,
  status: S,
): standing is Extract<ProgramStanding, { status: S }> {
  return standing.status === status;
}

function loadStanding(program: Extract<RunEvent, { type: 'program' }>['program']): ProgramStanding {
  if (program.status === 'loaded') return { status: 'loaded', id: program.id };
  const detail = program.detail ?? '';
  return program.status === 'rejected'
    ? { status: 'rejected', detail, log: program.log ?? '' }
    : { status: 'failed', detail };
}

function withProgram(summary: RunSummary, name: string, standing: ProgramStanding): RunSummary {
  return { ...summary, programs: new Map(summary.programs).set(name, standing) };
}
