/** A doctor's visit: finds the way to root first, because some facts only root can see, and examines without it if there is none. */
import type { DoctorReport } from '#protocol/doctor';
import type { Asker } from '../host/asker';
import type { Host } from '../host/host';
import { findRoot, type Root } from '../host/root';
import { TargetError } from '../targetError';
import { examine } from './examine';

export interface VisitPorts {
  asker: Asker;
  /** Compiler by name or path. */
  clang: string;
  onProgress?: (message: string) => void;
}

export async function visit(host: Host, ports: VisitPorts, signal?: AbortSignal): Promise<DoctorReport> {
  const root = await rootOrNone(host, ports.asker, signal);
  return examine(host, root, signal, ports.onProgress, ports.clang);
}

/** Having no root is a finding of the report, not the end of it. */
async function rootOrNone(host: Host, asker: Asker, signal?: AbortSignal): Promise<Root | undefined> {
  try {
    return await findRoot(host, asker, signal);
  } catch (error) {
    if (error instanceof TargetError && error.code === 'noRoot') return undefined;
    throw error;
  }
}
