/**
 * A `RemoteProcess` over one exec channel of ssh2. ssh2's channel is a single duplex stream that swallows writes
 * after its end and is never destroyed; callers get ordinary Node streams with back-pressure instead.
 */
import { Writable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { sendSignal } from './sendSignal';
import type { ProcessExit, RemoteProcess } from '../host/host';
import { output, whenRead } from '../host/output';

/** How long a command may take to end after SIGTERM before it gets SIGKILL, and then before we stop waiting. */
const grace = 2000;

export interface ChannelProcess extends RemoteProcess {
  /** The connection is gone: the command ends as `LOST` without waiting for anything. */
  lost(): void;
  /** The server does not count the command any more. Its output may still wait to be read. */
  readonly closed: Promise<void>;
}

/** To be called as soon as there is a channel: what ssh2 reports earlier than that is missed. */
export function channelProcess(channel: ClientChannel): ChannelProcess {
  const stdout = output(channel);
  const stderr = output(channel.stderr);
  let exit: ProcessExit | undefined;
  let asked: string | null = null;
  let settle: (exit: ProcessExit) => void = () => undefined;
  let closed: () => void = () => undefined;
  const timers: NodeJS.Timeout[] = [];

  const ended = new Promise<ProcessExit>((resolve) => {
    settle = (result) => {
      for (const timer of timers) clearTimeout(timer);
      resolve(result);
    };
  });
  channel.on('exit', (code: number | null, signal?: string) => {
    exit = code === null ? { code: null, signal: signal ?? 'SIGKILL' } : { code, signal: null };
    // The exit status is on its way before the last output is read; a command that has ended needs no SIGKILL.
    for (const timer of timers) clearTimeout(timer);
  });
  channel.on('error', () => undefined);
  channel.on('close', () => {
    stdin.destroy();
    closed();
    // Without a status the server gave up on the command, or the connection is gone.
    void whenRead([stdout, stderr]).then(() => settle(exit ?? { code: null, signal: asked ?? 'LOST' }));
  });

  const stdin = input(channel);
  return {
    closed: new Promise((resolve) => (closed = resolve)),
    stdin,
    stdout,
    stderr,
    exit: ended,
    kill: () => {
      if (exit || asked) return;
      asked = 'SIGTERM';
      sendSignal(channel, 'TERM');
      stdin.destroy();
      timers.push(
        setTimeout(() => {
          asked = 'SIGKILL';
          sendSignal(channel, 'KILL');
        }, grace),
        // A root command under sudo cannot be signalled by its user; nothing more is to be had from it.
        setTimeout(() => {
          channel.close();
          closed();
          settle({ code: null, signal: 'SIGKILL' });
        }, 2 * grace),
      );
    },
    lost: () => {
      settle(exit ?? { code: null, signal: 'LOST' });
      closed();
      stdin.destroy();
    },
  };
}

/** Hands over one chunk at a time, and waits until the channel's window took it. */
function input(channel: ClientChannel): Writable {
  let fail: ((error: Error) => void) | undefined;
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      fail = done;
      channel.write(chunk, (error) => {
        // The channel may close while the chunk waits for its window; then `destroy` has answered already.
        if (fail !== done) return;
        fail = undefined;
        done(error ?? null);
      });
    },
    final(done) {
      channel.end();
      done();
    },
    destroy(error, done) {
      const waiting = fail;
      fail = undefined;
      waiting?.(Object.assign(new Error('The command does not read its input any more'), { code: 'EPIPE' }));
      channel.end();
      done(error);
    },
  });
  // As with a pipe, whoever cares listens; nobody listening must not end this program.
  stream.on('error', () => undefined);
  return stream;
}
