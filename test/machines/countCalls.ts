/** Counts what a host is asked for: commands, and bytes written to them. */
import type { Host, RunOptions, SpawnOptions } from '#targets/host/host';

export interface CallCount {
  host: Host;
  calls: number;
  /** Bytes on stdin of all commands. */
  sent: number;
}

export function countCalls(inner: Host): CallCount {
  const count: CallCount = { host: inner, calls: 0, sent: 0 };
  count.host = new Proxy(inner, {
    get(target, property) {
      if (property === 'run') {
        return (argv: readonly string[], options: RunOptions = {}) => {
          count.calls++;
          count.sent += options.input?.length ?? 0;
          return target.run(argv, options);
        };
      }
      if (property === 'spawn') {
        return async (argv: readonly string[], options?: SpawnOptions) => {
          count.calls++;
          const started = await target.spawn(argv, options);
          const write = started.stdin.write.bind(started.stdin);
          started.stdin.write = ((chunk: Uint8Array | string) => {
            count.sent += chunk.length;
            return write(chunk);
          }) as typeof started.stdin.write;
          return started;
        };
      }
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
  });
  return count;
}
