/** The doctor's report on a target: what a run needs, what is lacking, why, and how to mend it. */

export type CheckId =
  | 'kernel'
  | 'btf'
  | 'tracefs'
  | 'privileges'
  | 'lockdown'
  | 'jit'
  | 'clang'
  | 'libbpfHeaders'
  | 'uapiHeaders';

/** `bad` makes a run impossible, `warn` makes it poorer, `unknown` could not be found out. */
export type CheckStatus = 'good' | 'warn' | 'bad' | 'unknown';

export interface CheckResult {
  id: CheckId;
  status: CheckStatus;
  /** Localised title, e.g. "Kernel types (BTF)". */
  title: string;
  /** What was found, localised, e.g. "clang 14.0.6". */
  found: string;
  /** Why it matters and what is wrong; only when not good. */
  reason?: string;
  /** What to do about it, in words. */
  fix?: string;
  /** The very command for the target's distribution that mends it. */
  command?: string;
}

export interface DoctorReport {
  target: string;
  kernelRelease: string;
  machine: string;
  /** `PRETTY_NAME` of os-release. */
  distribution: string;
  checks: CheckResult[];
}
