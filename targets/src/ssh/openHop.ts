/** Connects and authenticates to one machine, directly or through a stream that another machine carries. */
import { connect as connectSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Client } from 'ssh2';
import { Authentication } from './authentication';
import { authFailed, connectError, timedOut, tooManyKeys } from './connectErrors';
import { HostKeyCheck } from './hostKeyCheck';
import type { HopSettings } from './hopSettings';
import { PausableTimer, pausing } from './pausableTimer';
import type { Asker } from '../host/asker';
import type { SecretMemory } from '../host/secretMemory';
import type { Log } from '../log';
import { cancelled } from '../targetError';

export interface HopPorts {
  /** The target's name, for questions. */
  target: string;
  asker: Asker;
  memory: SecretMemory;
  log: Log;
  signal: AbortSignal | undefined;
}

export async function openHop(
  settings: HopSettings,
  through: Duplex | undefined,
  ports: HopPorts,
): Promise<Client> {
  const { log, signal } = ports;
  const timer = new PausableTimer(settings.connectTimeout);
  const asker = pausing(ports.asker, timer);
  const hostKey = await HostKeyCheck.prepare(settings, asker, log);
  const authentication = new Authentication(ports.target, settings, asker, ports.memory, log);
  if (signal?.aborted) throw cancelled();

  const socket = through ?? connectSocket({ host: settings.hostName, port: settings.port });
  const client = new Client();
  let offered: readonly string[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      timer.start(() => reject(timedOut(settings)));
      signal?.addEventListener('abort', () => reject(cancelled()), { once: true });
      client.on('ready', resolve);
      client.on('connect', () => timer.restart());
      client.on('handshake', () => {
        timer.restart();
        void hostKey.store();
      });
      client.on('error', (error) => {
        // A key that the agent or the person did not release is one that does not fit; the next is tried.
        if ('level' in error && error.level === 'agent') log.info(`A key was skipped: ${error.message}`);
        else if (/Too many authentication failures/.test(error.message))
          reject(tooManyKeys(settings, error.message));
        else reject(error);
      });
      client.on('close', () => reject(new Error('the server closed the connection')));
      client.on('banner', (text) => log.info(`${settings.original} says: ${text.trim()}`));
      client.connect({
        sock: socket,
        username: settings.user,
        // Ours, as ssh2's goes on while the person is being asked.
        readyTimeout: 0,
        keepaliveInterval: settings.aliveInterval,
        keepaliveCountMax: settings.aliveCount,
        algorithms: { serverHostKey: hostKey.algorithms() },
        hostVerifier: (key: Buffer, verify: (ok: boolean) => void) => {
          hostKey.accept(key).then(
            () => verify(true),
            (error: unknown) => {
              reject(asError(error));
              verify(false);
            },
          );
        },
        // The types deny the null that ssh2 passes before the first attempt.
        authHandler: (methods: string[] | null, _partial, next) => {
          offered = methods ?? offered;
          timer.restart();
          authentication.next(methods).then(
            (method) => {
              if (method) next(method);
              else reject(authFailed(settings, [...authentication.tried], offered));
            },
            (error: unknown) => reject(asError(error)),
          );
        },
      });
    });
  } catch (error) {
    // ssh2 goes on to report the end of what we end here; nobody listens any more.
    client.removeAllListeners();
    client.on('error', () => undefined);
    client.end();
    socket.destroy();
    throw connectError(settings, asError(error));
  } finally {
    timer.stop();
  }
  authentication.succeeded();
  client.removeAllListeners();
  // Until the owner listens, an error must not end this program.
  client.on('error', () => undefined);
  return client;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
