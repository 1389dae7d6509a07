/**
 * What a run tells its listeners. The panels, the Problems list, the status bar and the command line all live
 * on these events and know nothing of each other.
 */
import type { AttachedLink, AttachProblem, DetachedLink, LoadedMap, TraceSource } from './agent';
import type { NotLeft } from './agentHost';

/** The states of a run, in their order; `stopped` is reached from every other one. */
export type RunState =
  'connecting' | 'probing' | 'building' | 'loading' | 'attaching' | 'streaming' | 'stopping' | 'stopped';

export type RunEvent =
  | { type: 'state'; state: RunState }
  /** A step inside a state, for progress display, e.g. "Uploading agent". Already localised. */
  | { type: 'progress'; message: string }
  | { type: 'target'; name: string; kernelRelease: string; machine: string }
  /** All compiler messages of this build; an empty list clears the former ones. */
  | { type: 'diagnostics'; diagnostics: BuildDiagnostic[] }
  | { type: 'built'; place: 'target' | 'here'; milliseconds: number; bytes: number }
  | { type: 'program'; program: ProgramOutcome }
  | { type: 'maps'; maps: LoadedMap[] }
  | ({ type: 'attached' } & AttachedLink)
  | { type: 'notAttached'; program: string; section: string; problem: AttachProblem; detail: string }
  /** Attached where a mistake cuts the connection: detached again after `seconds`, unless it is `kept`. */
  | { type: 'guard'; program: string; target: string; seconds: number; state: 'armed' | 'kept' }
  /** A link is gone without having been asked to go. */
  | ({ type: 'detached' } & Pick<DetachedLink, 'program' | 'reason' | 'detail'>)
  /** What an iterator program wrote. */
  | { type: 'output'; program: string; text: string; truncated: boolean }
  /** The programs go on without us; `notLeft` are those that cannot. */
  | { type: 'left'; name: string; path: string; notLeft: NotLeft[] }
  | ({ type: 'traceSource' } & TraceSource)
  /** Whole `trace_pipe` lines, each ended by `\n`, in the kernel's order. */
  | { type: 'trace'; text: string; lines: number }
  /** Something is not as it should be, and the run goes on. */
  | { type: 'warning'; code: string; message: string }
  | { type: 'stopped'; outcome: RunOutcome };

export interface ProgramOutcome {
  name: string;
  section: string;
  programType: string;
  status: 'loaded' | 'rejected' | 'failed';
  id?: number;
  /** The verifier's whole log, when rejected. */
  log?: string;
  /** Why it failed, when it did: for a rejection the verifier's last words. */
  detail?: string;
}

/**
 * Why a run ended. `attachFailed`: at least one program was asked for and is not attached, even if others ran.
 * `error` carries the code of the `TargetError`, and the error itself for its buttons.
 */
export type RunOutcome =
  | { kind: 'finished' }
  | { kind: 'cancelled' }
  | { kind: 'buildFailed' }
  | { kind: 'rejected' }
  | { kind: 'attachFailed' }
  | { kind: 'error'; code: string; message: string; error: unknown };

/** A compiler message at its place in the local file. Lines and columns count from 1, columns in bytes as clang does. */
export interface BuildDiagnostic {
  /** Absolute path here; the path as the compiler wrote it when it lies outside the uploaded sources. */
  file: string;
  line: number;
  column: number;
  severity: 'error' | 'warning' | 'note';
  message: string;
  /** clang's switch, e.g. `-Wunused-variable`. */
  flag?: string;
  notes: { file: string; line: number; column: number; message: string }[];
}
