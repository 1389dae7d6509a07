/** A TCP proxy between a client and a machine, for the failures that a network has and a test cannot wait for. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Proxy {
  port: number;
  /** Resets every connection. */
  cut(): void;
  /** Forwards nothing from now on, and tells nobody: a cable pulled out. */
  freeze(): void;
  close(): Promise<void>;
}

export function startProxy(target: { host: string; port: number }): Promise<Proxy> {
  const pairs = new Set<[Socket, Socket]>();
  const server = createServer((client) => {
    const machine = connect(target.port, target.host);
    const pair: [Socket, Socket] = [client, machine];
    pairs.add(pair);
    client.pipe(machine);
    machine.pipe(client);
    for (const socket of pair) {
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        pairs.delete(pair);
        for (const other of pair) other.destroy();
      });
    }
  });
  const cut = (): void => {
    for (const socket of [...pairs].flat()) socket.resetAndDestroy();
  };
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        cut,
        freeze: () => {
          for (const socket of [...pairs].flat()) socket.unpipe().pause();
        },
        close: () =>
          new Promise((closed) => {
            server.close(() => {
              closed();
            });
            cut();
          }),
      });
    });
  });
}
