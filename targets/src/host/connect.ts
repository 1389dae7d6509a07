/**
 * From a target to a host: reads `~/.ssh/config`, goes through its jump hosts, checks every host key on the way
 * and authenticates. Connections are shared by `HostPool`; this always makes a new one.
 */
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import * as l10n from '@vscode/l10n';
import type { Client } from 'ssh2';
import type { Asker } from './asker';
import type { Host } from './host';
import { LocalHost } from './localHost';
import { SecretMemory } from './secretMemory';
import type { Log } from '../log';
import { readConfigLines, type ConfigLine } from '../ssh/configLines';
import { hopSettings, type HopSettings } from '../ssh/hopSettings';
import { openHop, type HopPorts } from '../ssh/openHop';
import { sshDirectory, thisPlace, type Place } from '../ssh/place';
import { routeTo } from '../ssh/route';
import { SshHost } from '../ssh/sshHost';
import { targetName, type Target } from '../target';
import { TargetError } from '../targetError';

export interface ConnectPorts {
  asker: Asker;
  log: Log;
  signal?: AbortSignal | undefined;
  /** Read instead of `~/.ssh/config` and `/etc/ssh/ssh_config`, as with `ssh -F`. */
  sshConfigFile?: string | undefined;
  /** Answers from earlier connections; the pool's. */
  memory?: SecretMemory | undefined;
  /** Home directory, login name and environment; this process's when absent. */
  place?: Place | undefined;
}

export async function connect(target: Target, ports: ConnectPorts): Promise<Host> {
  if (target.kind === 'local') return new LocalHost();
  const place = ports.place ?? thisPlace();
  const lines = await configuration(ports.sshConfigFile, place);
  const route = routeTo(target, (address) => hopSettings(lines, address, place, ports.log));
  const hopPorts: HopPorts = {
    target: targetName(target),
    asker: ports.asker,
    memory: ports.memory ?? new SecretMemory(),
    log: ports.log,
    signal: ports.signal,
  };
  const client = await openRoute(route, hopPorts);
  ports.log.info(`Connected to ${targetName(target)}`);
  return new SshHost(targetName(target), client);
}

/** The user's lines come first, and with that they win. */
async function configuration(file: string | undefined, place: Place): Promise<readonly ConfigLine[]> {
  if (file !== undefined) return readConfigLines(file, place);
  const user = await readConfigLines(join(sshDirectory(place), 'config'), place);
  const system = process.platform === 'win32' ? [] : await readConfigLines('/etc/ssh/ssh_config', place);
  // Each file starts outside of any `Host` section, as an included one does.
  return [{ kind: 'include', files: [user, system] }];
}

/** Opens each machine of the route through the one before. Ending the last ends them all. */
async function openRoute(route: readonly HopSettings[], ports: HopPorts): Promise<Client> {
  let client: Client | undefined;
  for (const settings of route) {
    const before = client;
    try {
      const through = before && (await forward(before, settings));
      client = await openHop(settings, through, ports);
    } catch (error) {
      before?.end();
      throw error;
    }
    if (!before) continue;
    client.on('close', () => before.end());
    before.on('error', (error) => ports.log.warn(`Jump host of ${ports.target}: ${error.message}`));
  }
  if (!client) throw new Error('A route has at least its destination');
  return client;
}

function forward(client: Client, next: HopSettings): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, next.hostName, next.port, (error, stream) => {
      if (!error) resolve(stream);
      else {
        const place = `${next.hostName}:${next.port}`;
        const message = l10n.t(
          'The jump host cannot reach {0}. Check the address and that it allows forwarding.',
          place,
        );
        reject(new TargetError('unreachable', message, { detail: error.message, cause: error }));
      }
    });
  });
}
