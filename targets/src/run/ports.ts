/** What a run is told, and what it needs from the program around it. */
import type { Candidate, CandidatesParams } from '#protocol/agent';
import type { RestingAgents } from '../agent/restingAgents';
import type { KnownBuilds } from '../build/knownBuilds';
import type { Asker } from '../host/asker';
import type { HostPool } from '../host/hostPool';
import type { Log } from '../log';
import type { Target } from '../target';

export interface RunRequest {
  target: Target;
  /** Absolute path of the C file here. */
  source: string;
  /** C function names to attach; every program of the file when absent. */
  programs?: readonly string[];
  /** `verify` builds and loads, and attaches nothing. */
  goal: 'run' | 'verify';
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

export interface RunPorts {
  hosts: HostPool;
  /** Where builds are shared; absent where each stands alone. */
  builds?: KnownBuilds;
  /** Where agents wait for the next run; absent where there is none. */
  resting?: RestingAgents;
  asker: Asker;
  chooser: Chooser;
  log: Log;
  /** Directory here for fetched BTF and generated headers; made when missing. */
  cacheDirectory: string;
  /** Directory here that holds the agents: `ebpf-agent-linux-<amd64|arm64>.gz`. */
  agentDirectory: string;
  /** The version that those agents report. */
  version: string;
  /** Resolves when the slowest consumer of trace lines has room again; the agent then goes on reading. */
  drained?: () => Promise<void>;
}

/** Answers what a section leaves open, from what the target really has. */
export interface Chooser {
  /** Undefined cancels the run. */
  choose(question: AttachQuestion): Promise<string | undefined>;
}

export interface AttachQuestion {
  target: string;
  source: string;
  program: string;
  section: string;
  kind: CandidatesParams['kind'];
  candidates: readonly Candidate[];
}
