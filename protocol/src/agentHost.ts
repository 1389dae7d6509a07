/** Everything that is loaded on the target, whoever loaded it, and runs that were left running. */
import type { LoadedMap } from './agent';
import type { MapInfo, Owner } from './agentMaps';

export interface HostRequests {
  'host/objects': { params: Record<string, never>; result: HostObjects };
  /** `handle` as in `HostAttachment`. */
  'host/detach': { params: { handle: string }; result: HostChange };
  'host/unpin': { params: { path: string }; result: HostChange };
  /** Pins the collection's links, programs and maps below one directory, so that they outlive this agent. */
  'left/leave': { params: LeaveParams; result: LeaveResult };
  /** Detaches and unpins what was left under that name. */
  'left/remove': { params: { name: string }; result: HostChange };
  /** Takes what was left back into this session; stopping then ends it. */
  'left/resume': { params: { name: string }; result: ResumeResult };
}

export interface HostObjects {
  programs: HostProgram[];
  maps: MapInfo[];
  attachments: HostAttachment[];
  pins: HostPin[];
  left: LeftRun[];
}

export interface HostProgram {
  id: number;
  name: string;
  /** The kernel's name of the type. */
  type: string;
  tag: string;
  /** Nanoseconds of CLOCK_BOOTTIME. */
  loadedAt: number;
  /** Milliseconds since 1970. */
  loadedTime: number;
  uid: number;
  runs: number;
  nanoseconds: number;
  verifiedInstructions: number;
  jitedSize: number;
  memory: number;
  maps: number[];
  btf: number;
  owners: Owner[];
  pins: string[];
  /** Held by this session. */
  ours: boolean;
}

/** A link, or an attachment without one: XDP by netlink, a classic tc filter, a cgroup's program list. */
export interface HostAttachment {
  /** Names it for `host/detach`, e.g. `link:12`, `xdp:3`. */
  handle: string;
  /** As `AttachedLink.kind`; the kernel's name of the link type where there is none. */
  kind: string;
  program: number;
  /** What it is attached to, in words. */
  target: string;
  owners: Owner[];
  pins: string[];
  ours: boolean;
}

export interface HostPin {
  path: string;
  kind: 'program' | 'map' | 'link';
  id: number;
}

export interface LeftRun {
  name: string;
  /** `/sys/fs/bpf/ebpf-workbench/<name>` */
  path: string;
  /** Milliseconds since 1970. */
  since: number;
  programs: number[];
  maps: number[];
  links: number[];
}

export interface HostChange {
  done: boolean;
  errno?: string;
  detail?: string;
}

export interface LeaveParams {
  collection: number;
  /** Letters, digits, `-`, `_` and `.`; not one that is taken. */
  name: string;
}

export interface LeaveResult {
  done: boolean;
  path?: string;
  /** Programs whose attachment cannot be pinned, and why; they end with the run. */
  notLeft?: NotLeft[];
  errno?: string;
  detail?: string;
}

export interface NotLeft {
  program: string;
  detail: string;
}

export interface ResumeResult {
  collection: number;
  programs: ResumedProgram[];
  maps: LoadedMap[];
}

export interface ResumedProgram {
  name: string;
  id: number;
  type: string;
  /** What it is attached to, in words; empty when it is not. */
  target: string;
}
