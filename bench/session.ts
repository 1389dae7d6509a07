/** A run session as the editor has one, for measuring: real hosts, nobody to ask, XDP on `lo`. */
import * as path from 'node:path';
import type { RestingAgents } from '#targets/agent/restingAgents';
import { build } from '#targets/build/build';
import type { KnownBuilds } from '#targets/build/knownBuilds';
import type { Host } from '#targets/host/host';
import { HostPool } from '#targets/host/hostPool';
import { silentLog } from '#targets/log';
import { kernelOf } from '#targets/run/kernelOf';
import type { BuildSettings, RunPorts } from '#targets/run/ports';
import { RunSession } from '#targets/run/runSession';
import { parseTarget } from '#targets/target';

export const root = path.join(__dirname, '..');
export const nobody = {
  trustHostKey: () => Promise.resolve(false),
  secret: () => Promise.resolve(undefined),
};

export function openHosts(sshConfigFile: string): HostPool {
  return new HostPool({ asker: nobody, log: silentLog, sshConfigFile });
}

export interface SessionSettings {
  hosts: HostPool;
  target: string;
  /** Absolute path of the C file. */
  source: string;
  /** Directory for fetched types. */
  cache: string;
  place?: BuildSettings['place'];
  resting?: RestingAgents;
  builds?: KnownBuilds;
}

export function newSession(settings: SessionSettings): RunSession {
  const { hosts, source, cache, place = 'auto', resting, builds } = settings;
  const target = parseTarget(settings.target);
  if (target === undefined) throw new Error(`${settings.target} is no target`);
  const ports: RunPorts = {
    hosts,
    ...(resting ? { resting } : {}),
    ...(builds ? { builds } : {}),
    asker: nobody,
    chooser: {
      choose: () => Promise.resolve('lo'),
      allowOwnConnection: () => Promise.resolve(false),
      keepAttached: () => Promise.resolve(false),
    },
    log: silentLog,
    cacheDirectory: cache,
    agentDirectory: path.join(root, 'dist/agent'),
    version: '',
  };
  return new RunSession({ target, source, goal: 'run', build: buildSettings(place) }, ports);
}

/** What saving the file does. */
export async function buildAhead(
  host: Host,
  known: KnownBuilds,
  source: string,
  cacheDirectory: string,
  place: BuildSettings['place'],
): Promise<void> {
  const request = { source, settings: buildSettings(place), kernel: await kernelOf(host) };
  await build(host, request, { cacheDirectory, log: silentLog, known });
}

function buildSettings(place: BuildSettings['place']): BuildSettings {
  return { place, clang: 'clang', flags: [], includeDirectories: [] };
}
