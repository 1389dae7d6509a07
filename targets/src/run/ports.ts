/** What a run is told, and what it needs from the program around it. */
import type { Candidate, CandidatesParams, LoadedMap } from '#protocol/agent';
import type { Agent } from '../agent/agent';
import type { AgentPorts } from '../agent/openAgent';
import type { KnownBuilds } from '../build/knownBuilds';
import type { Target } from '../target';

export interface RunRequest {
  target: Target;
  /** Absolute path of the C file here; with `resume` only what the run is called. */
  source: string;
  /** Takes back what was left running under that name, in place of building and loading. */
  resume?: string;
  /** C function names to attach; every program of the file when absent. */
  programs?: readonly string[];
  /** `verify` builds and loads, and attaches nothing. */
  goal: 'run' | 'verify';
  /** What a program attaches to where its section leaves it open, by C function name; the rest is asked for. */
  attach?: Readonly<Record<string, string>>;
  /** First values of global variables by C name, as typed; checked against their types before the load. */
  globals?: Readonly<Record<string, string>>;
  build: BuildSettings;
}

export interface BuildSettings {
  /** `auto`: on the target where it has clang, else here. */
  place: 'auto' | 'target' | 'here';
  /** Compiler by name or path. */
  clang: string;
  /** More arguments for clang, after ours. */
  flags: readonly string[];
  /** Directories here that includes are searched in, besides the source's own. */
  includeDirectories: readonly string[];
}

export interface RunPorts extends AgentPorts {
  /** Where builds are shared; absent where each stands alone. */
  builds?: KnownBuilds;
  chooser: Chooser;
  /** Directory here for fetched BTF and generated headers; made when missing. */
  cacheDirectory: string;
  /** The version that those agents report. */
  version: string;
  /** Programs are loaded, and attached when this resolves: whoever wants the first of what they say begins to read here. */
  loaded?: (held: HeldRun, what: LoadedThings) => Promise<void>;
  /** Resolves when the slowest consumer of trace lines has room again; the agent then goes on reading. */
  drained?: () => Promise<void>;
}

export interface LoadedThings {
  programs: readonly { name: string }[];
  maps: readonly LoadedMap[];
}

/** What a run holds on its target while its programs run. */
export interface HeldRun {
  agent: Agent;
  collection: number;
  /** The BPF object that was loaded; none is there of a run that was taken back. */
  object(): Promise<Uint8Array | undefined>;
}

/** Answers what a section leaves open, from what the target really has. */
export interface Chooser {
  /** Undefined cancels the run. */
  choose(question: AttachQuestion): Promise<string | undefined>;
  /** A program is to run where a mistake cuts this very connection: it is attached only if this says so. */
  allowOwnConnection(question: GuardQuestion): Promise<boolean>;
  /** It is attached. Without a yes in time the target detaches it by itself; the signal says that it has. */
  keepAttached(question: GuardQuestion, signal: AbortSignal): Promise<boolean>;
}

export interface GuardQuestion {
  target: string;
  program: string;
  /** What carries the connection, in the agent's words. */
  detail: string;
  /** Until it is detached again. */
  seconds: number;
}

/** Ends an answer that is to be limited to a process, which is then asked for. */
export const inOneProcess = ',pid=?';

export interface AttachQuestion {
  target: string;
  source: string;
  program: string;
  section: string;
  kind: CandidatesParams['kind'];
  /** What the candidates are part of: the binary of a symbol. */
  of?: string;
  candidates: readonly Candidate[];
}
