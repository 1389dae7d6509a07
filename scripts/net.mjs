/** Free ports, and waiting for a server to greet. */
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A TCP port of the loopback interface that was free a moment ago. @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/**
 * Resolves once the server on the port sends a line that starts with `greeting`. A forwarded port accepts long
 * before the machine behind it listens, so a connection alone proves nothing.
 * @param {number} port @param {string} greeting @param {AbortSignal} signal
 */
export async function greets(port, greeting, signal) {
  for (;;) {
    signal.throwIfAborted();
    if ((await firstBytes(port)).startsWith(greeting)) return;
    await sleep(100, undefined, { signal });
  }
}

/** @param {number} port @returns {Promise<string>} what came within 15 s, which a busy machine may need, or nothing */
function firstBytes(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (text = '') => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(15_000, done);
    socket.once('data', (data) => done(data.toString('latin1')));
    socket.once('error', () => done());
    socket.once('close', () => done());
  });
}
