/**
 * What crosses the line between this side and the agent on the target: JSON-RPC 2.0 with `Content-Length`
 * framing over the agent's stdin and stdout. `agent/rpc` holds the same shapes in Go; agent/rpc/protocol_test.go
 * keeps the field names equal.
 */

import type { EventAcknowledgements, EventNotifications, EventRequests } from './agentEvents';
import type { HostRequests } from './agentHost';
import type { MapAcknowledgements, MapNotifications, MapRequests } from './agentMaps';

/** Raised whenever a shape below changes in a way that an older peer would misread. */
export const agentProtocolVersion = 2;

/** Milliseconds between two `alive`. */
export const aliveEvery = 3000;

/** Each request's parameters and result, by JSON-RPC method name. */
export interface AgentRequests extends MapRequests, EventRequests, HostRequests {
  hello: { params: Record<string, never>; result: AgentHello };
  probe: { params: Record<string, never>; result: AgentProbe };
  load: { params: LoadParams; result: LoadResult };
  /** Forgets the collection: closes its programs and maps, and every link made from it. */
  unload: { params: { collection: number }; result: null };
  attach: { params: AttachParams; result: AttachResult };
  detach: { params: { link: number }; result: null };
  /** Keeps a guarded attachment: without it the agent detaches by itself when `AttachParams.guard` is over. */
  'attach/confirm': { params: { link: number }; result: null };
  /** What an iterator program writes, from its beginning. */
  'iter/read': { params: IterParams; result: IterText };
  /** What the target offers for a program's open question: its interfaces, say. */
  candidates: { params: CandidatesParams; result: Candidate[] };
  'trace/start': { params: Record<string, never>; result: TraceSource };
  'trace/stop': { params: Record<string, never>; result: null };
  /** Lets go of everything, so that the agent is as good as new. */
  reset: { params: Record<string, never>; result: null };
}

/** Notifications from the agent. */
export interface AgentNotifications extends MapNotifications, EventNotifications {
  'trace/lines': TraceBatch;
  /** A link of this session is gone without having been asked to go. */
  detached: DetachedLink;
  /** Something the user should know that stops nothing, e.g. the trace source ended. */
  warning: { code: string; detail: string };
}

/** Notifications to the agent. */
export interface AgentAcknowledgements extends MapAcknowledgements, EventAcknowledgements {
  /**
   * This side is still there. Said every `aliveEvery` milliseconds; the agent ends when it was said once and then not
   * for 15 s, because a cut network closes nothing.
   */
  alive: Record<string, never>;
  /** The consumer is done with every batch up to and including `batch`. */
  'trace/ack': { batch: number };
}

export interface AgentHello {
  /** The agent's own version: the extension's, set at build time. */
  version: string;
  protocol: number;
  /** `uname -r`. */
  kernelRelease: string;
  /** `uname -m`, e.g. `x86_64`. */
  machine: string;
  hostname: string;
  uid: number;
  pid: number;
}

/** `unknown` is an honest answer: the probe itself could not run. */
export type ProbeAnswer = 'yes' | 'no' | 'unknown';

export interface AgentProbe {
  features: { name: ProbeName; answer: ProbeAnswer; reason?: string }[];
}

export type ProbeName =
  | 'btf'
  | 'tracefs'
  | 'traceInstance'
  | 'jit'
  | 'bpfSyscall'
  | 'tracepoint'
  | 'rawTracepoint'
  | 'kprobe'
  | 'tracing'
  | 'xdp'
  | 'ringbuf'
  | 'bpfLink';

export interface LoadParams {
  /** Absolute path of the BPF object on the target; absent when `object` is there. */
  path?: string;
  /** The BPF object itself, in base64. */
  object?: string;
  /** Only these programs (C function names); all when absent. */
  programs?: string[];
  /** Keep the verifier log of programs that load as well. */
  keepLogs?: boolean;
  /** First values of global variables, by C name: the variable's whole bytes in base64. */
  globals?: Record<string, string>;
}

export interface LoadResult {
  collection: number;
  programs: LoadedProgram[];
  maps: LoadedMap[];
}

/**
 * One program of the object. Each is verified on its own, so that one rejection hides no other.
 * - `loaded`: in the kernel, `id` and `tag` are the kernel's.
 * - `rejected`: the verifier said no; `log` is its whole log.
 * - `failed`: refused before or beside the verifier (permission, missing feature, unknown section); `detail` says why.
 */
export interface LoadedProgram {
  name: string;
  section: string;
  /** Kernel's name of the type, e.g. `kprobe`, `xdp`. */
  type: string;
  status: 'loaded' | 'rejected' | 'failed';
  id?: number;
  tag?: string;
  log?: string;
  detail?: string;
  /**
   * With `failed`, why: a function that does not exist shows at load for `fentry`, and at attach for `kprobe`.
   * `other` covers the rest.
   */
  problem?: AttachProblem;
  errno?: string;
}

export interface LoadedMap {
  name: string;
  id: number;
  type: string;
  keySize: number;
  valueSize: number;
  maxEntries: number;
  /** Where it is pinned by name (`LIBBPF_PIN_BY_NAME`); it outlives the run there. */
  pinned?: string;
}

export interface AttachParams {
  collection: number;
  /** C function name. */
  program: string;
  /**
   * What the section leaves open, by name: the interface of an XDP program, the function of a bare `kprobe`. Options
   * may follow, each as `,name=value`: `eth0,direction=egress,priority=10`, `/usr/bin/bash:readline,pid=42`.
   */
  target?: string;
  /**
   * Agreed to attach where a mistake cuts this very connection: detach again unless `attach/confirm` comes within so
   * many seconds.
   */
  guard?: number;
}

/** Machine-readable reasons why a program is not attached. */
export type AttachProblem =
  /** This agent knows no attach method for the section yet. */
  | 'notYet'
  /** The section leaves something open (interface, function) that `AttachParams` did not give. */
  | 'needsTarget'
  /** The named function, tracepoint or interface does not exist on the target. */
  | 'noSuchTarget'
  | 'unsupported'
  | 'permission'
  | 'busy'
  /** The attach call succeeded but reading the link back did not confirm it. */
  | 'notProved'
  /** The interface carries the connection that this agent is spoken to over, and no `guard` was given. */
  | 'ownConnection'
  | 'other';

export type AttachResult =
  | { attached: true; link: AttachedLink }
  | {
      attached: false;
      problem: AttachProblem;
      detail: string;
      errno?: string;
      /** With `needsTarget`: the kind of candidates that `AttachParams.target` is chosen from. */
      needs?: CandidatesParams['kind'];
      /** With `needsTarget`: what the candidates are part of, `CandidatesParams.of`; a binary for its symbols, say. */
      of?: string;
    };

/** A link as the kernel shows it when read back after attaching. */
export interface AttachedLink {
  /** Agent's handle for `detach`. */
  link: number;
  program: string;
  section: string;
  /** How it is attached: `tracepoint`, `rawTracepoint`, `kprobe`, `kretprobe`, `fentry`, `fexit`, `xdp`… */
  kind: string;
  /** What it is attached to, e.g. `sched/sched_process_fork`, `do_unlinkat`, `lo`. */
  target: string;
  /** XDP only: whether the driver runs it, or the generic hook. */
  mode?: 'native' | 'generic';
  /** Why `mode` is generic: the driver's refusal. */
  modeReason?: string;
  /** One line more for the person: the priority of a filter, how many functions a pattern found, what a run returned. */
  detail?: string;
  /** Seconds until the agent detaches by itself unless it hears `attach/confirm`. */
  guard?: number;
  /**
   * How the attachment was confirmed: the kernel's link info, the perf event's query, a query of the hook itself; or
   * by `ran`, for what is run once and attached to nothing.
   */
  proof: 'linkInfo' | 'perfEvent' | 'query' | 'ran';
  /** Kernel's link id; absent for perf-event attachments of kernels before 5.15. */
  id?: number;
  programId: number;
}

/** `kind` says what is listed. */
export interface CandidatesParams {
  kind: CandidateKind;
  /** What the candidates are part of: a binary's path for `symbol` and `usdt`. */
  of?: string;
  /** The collection whose maps or programs are listed, for `map` and `program`. */
  collection?: number;
  /** Only names that contain this text; ignored for interfaces. */
  contains?: string;
  /** At most so many rows. */
  limit?: number;
}

export type CandidateKind =
  | 'interface'
  | 'tracepoint'
  | 'kprobe'
  | 'fentry'
  /** Control groups by path below the hierarchy's root, parents first. */
  | 'cgroup'
  /** Programs and libraries that uprobes can go into. */
  | 'binary'
  /** Functions of the binary `of`; the name to answer with is `binary:function`. */
  | 'symbol'
  /** User statically defined tracepoints of the binary `of`; to answer with `binary:provider:name`. */
  | 'usdt'
  | 'process'
  /** Events for perf_event programs: `cpu-clock,frequency=99`. */
  | 'perfEvent'
  /** Maps of the collection that sockets or programs are attached to. */
  | 'map'
  /** Programs that a freplace program can replace a function of. */
  | 'program'
  /** Places in netfilter: `ipv4:pre_routing,priority=0`. */
  | 'netfilterHook'
  | 'route'
  /** Ports that are listened on: `tcp:8080`. */
  | 'port'
  | 'lirc';

export interface Candidate {
  /** What `AttachParams.target` becomes when it is chosen. */
  name: string;
  /** One line for the list: an interface's driver, state and addresses, say. */
  detail?: string;
  /** Carries the connection that this agent is spoken to over (the interface of SSH_CONNECTION). */
  ownConnection?: boolean;
}

export interface IterParams {
  link: number;
  /** At most so many bytes. */
  most?: number;
}

export interface IterText {
  text: string;
  /** There is more than `most`. */
  truncated: boolean;
}

export interface DetachedLink {
  link: number;
  program: string;
  /** A guard that was not confirmed; the interface, cgroup or device is gone. */
  reason: 'notConfirmed' | 'targetGone';
  detail: string;
}

export interface TraceSource {
  source: 'instance' | 'global';
  /** Directory that is read, e.g. `/sys/kernel/tracing/instances/ebpf-workbench-1234-…`. */
  path: string;
  /** Why the global pipe is read and no private instance. */
  reason?: string;
}

/** Whole lines of `trace_pipe`, as the kernel wrote them, each ended by `\n`. */
export interface TraceBatch {
  /** Rises by one a batch, from 1. */
  batch: number;
  text: string;
  /** Number of lines in `text`. */
  lines: number;
}
