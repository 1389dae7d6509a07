/** The client's settings, taken as far as they make sense: what is of the wrong kind counts as not said. */
import * as path from 'node:path';
import { kernelVersion, type KernelVersion } from '#bpf/facts/kernelVersion';
import {
  defaultServerSettings,
  type CheckSeverity,
  type ServerSettings,
  type TargetKnowledge,
} from '#protocol/language';

const severities: readonly CheckSeverity[] = ['default', 'off', 'hint', 'information', 'warning', 'error'];

export function readSettings(value: unknown): ServerSettings {
  const { checks, inlayHints, kernel } = defaultServerSettings;
  const given = record(value);
  const givenChecks = record(given['checks']);
  const severity = Object.entries(record(givenChecks['severity'])).filter(
    (entry): entry is [string, CheckSeverity] => severities.some((one) => one === entry[1]),
  );
  return {
    checks: { enabled: flag(givenChecks['enabled'], checks.enabled), severity: Object.fromEntries(severity) },
    inlayHints: { enabled: flag(record(given['inlayHints'])['enabled'], inlayHints.enabled) },
    hasCExtension: flag(given['hasCExtension'], defaultServerSettings.hasCExtension),
    includeDirectories: list(given['includeDirectories']).filter((one) => path.isAbsolute(one)),
    kernel: typeof given['kernel'] === 'string' ? given['kernel'] : kernel,
  };
}

export function readTarget(value: unknown): TargetKnowledge | undefined {
  const { name, kernelRelease, machine, btf, helperHeader } = record(value);
  if (typeof name !== 'string' || typeof kernelRelease !== 'string' || typeof machine !== 'string')
    return undefined;
  return {
    name,
    kernelRelease,
    machine,
    ...(typeof btf === 'string' ? { btf } : {}),
    ...(typeof helperHeader === 'string' ? { helperHeader } : {}),
  };
}

/** The kernel that the checks judge by: the user's word, else the target's own. */
export function kernelOf(
  settings: ServerSettings,
  target: TargetKnowledge | undefined,
): KernelVersion | undefined {
  return kernelVersion(settings.kernel) ?? (target ? kernelVersion(target.kernelRelease) : undefined);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function flag(value: unknown, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : otherwise;
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
