/** A run session as the editor has one, for measuring: real hosts, nobody to ask, XDP on `lo`. */
import * as path from 'node:path';
import { HostPool } from '#targets/host/hostPool';
import { silentLog } from '#targets/log';
import type { BuildSettings, RunPorts } from '#targets/run/ports';
import { RunSession } from '#targets/run/runSession';
import { parseTarget } from '#targets/target';

export const root = path.join(__dirname, '..');
const nobody = { trustHostKey: () => Promise.resolve(false), secret: () => Promise.resolve(undefined) };

export function openHosts(sshConfigFile: string): HostPool {
  return new HostPool({ asker: nobody, log: silentLog, sshConfigFile });
}

export function newSession(
  hosts: HostPool,
  targetName: string,
  source: string,
  cacheDirectory: string,
  place: BuildSettings['place'] = 'auto',
): RunSession {
  const target = parseTarget(targetName);
  if (target === undefined) throw new Error(`${targetName} is no target`);
  const ports: RunPorts = {
    hosts,
    asker: nobody,
    chooser: { choose: () => Promise.resolve('lo') },
    log: silentLog,
    cacheDirectory,
    agentDirectory: path.join(root, 'dist/agent'),
    version: '',
  };
  const build = { place, clang: 'clang', flags: [], includeDirectories: [] } as const;
  return new RunSession({ target, source, goal: 'run', build }, ports);
}
