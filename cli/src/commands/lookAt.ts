/** What the commands that only look share: an agent on the target, and an end by Ctrl-C, `--duration` or a closed pipe. */
import type { Agent } from '#targets/agent/agent';
import { openAgent } from '#targets/agent/openAgent';
import type { Arguments } from '../arguments';
import { exitCodes } from '../exitCodes';
import { openPorts, type Place } from '../ports';

/** Calls `work` with an agent; the signal says that it is enough. Returns the exit code. */
export async function lookAt(
  args: Arguments,
  place: Place,
  work: (agent: Agent, enough: AbortSignal) => Promise<number>,
): Promise<number> {
  const ports = openPorts(args, place);
  const enough = new AbortController();
  const asked = { interrupted: false };
  const interrupt = (): void => {
    if (asked.interrupted) process.exit(exitCodes.interrupted);
    asked.interrupted = true;
    enough.abort();
  };
  const closed = (): void => enough.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  process.stdout.on('error', closed);
  let timer: NodeJS.Timeout | undefined;
  try {
    const told = (message: string): void => {
      if (args.verbose) process.stderr.write(`${message}\n`);
    };
    const { agent, host } = await openAgent(args.target, ports, told, enough.signal);
    // Connecting takes as long as it takes, as in a run.
    if (args.duration !== undefined) timer = setTimeout(closed, args.duration);
    try {
      const code = await Promise.race([work(agent, enough.signal), agent.died]);
      return asked.interrupted ? exitCodes.interrupted : code;
    } finally {
      await agent.dispose();
      await host.dispose();
    }
  } finally {
    clearTimeout(timer);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, interrupt);
    process.stdout.off('error', closed);
    ports.hosts.dispose();
  }
}

/** Resolves after so many milliseconds, or at once when it is enough. */
export async function pause(milliseconds: number, enough: AbortSignal): Promise<void> {
  if (enough.aborted) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done(): void {
      clearTimeout(timer);
      enough.removeEventListener('abort', done);
      resolve();
    }
    enough.addEventListener('abort', done);
  });
}

/** Resolves when the stream takes more, or when it is enough: a reader that went away never drains. */
export async function drained(stream: NodeJS.WritableStream, enough: AbortSignal): Promise<void> {
  if (enough.aborted) return;
  await new Promise<void>((resolve) => {
    stream.once('drain', resolve);
    enough.addEventListener('abort', () => resolve(), { once: true });
  });
}
