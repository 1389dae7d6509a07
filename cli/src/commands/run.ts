/** `ebpf run FILE`, `ebpf verify FILE` and `ebpf resume NAME`. */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as l10n from '@vscode/l10n';
import { TargetError } from '#targets/targetError';
import { RunSession } from '#targets/run/runSession';
import type { RunPorts, RunRequest } from '#targets/run/ports';
import type { Arguments } from '../arguments';
import { exitCodeOf, exitCodes } from '../exitCodes';
import { JsonOutput } from '../output/jsonOutput';
import { leaveRunning } from '../leaveRunning';
import { RunEvents } from '../output/runEvents';
import { TextOutput } from '../output/textOutput';
import { openPorts, type Place } from '../ports';
import { reportError } from '../reportError';
import { UsageError } from '../usageError';
import { pause } from './lookAt';

export async function run(args: Arguments, goal: RunRequest['goal'], place: Place): Promise<number> {
  const [file, ...more] = args.files;
  if (file === undefined) throw new UsageError(l10n.t('Name the C file.'));
  if (more.length > 0)
    throw new UsageError(l10n.t('One file at a time, please; "{0}" is one too many.', more[0] ?? ''));
  if (!existsSync(file)) throw new UsageError(l10n.t('There is no file {0}.', file));
  return follow(args, requestOf(args, path.resolve(file), goal), place);
}

/** `ebpf resume NAME`: what was left running belongs to this run again, and ends with it. */
export async function resume(args: Arguments, place: Place): Promise<number> {
  const [name, ...more] = args.files;
  if (name === undefined || more.length > 0)
    throw new UsageError(l10n.t('Name one run that was left; "ebpf left" lists them.'));
  return follow(args, { ...requestOf(args, name, 'run'), resume: name }, place);
}

async function follow(args: Arguments, request: RunRequest, place: Place): Promise<number> {
  const drained = drainOf(process.stdout);
  const events = args.events ? new RunEvents(args, drained) : undefined;
  const ports: RunPorts = {
    ...openPorts(args, place),
    drained,
    loaded: async (held, { programs, maps }) => {
      checkNames(args, programs);
      await events?.begin(held, maps);
    },
  };
  const session = new RunSession(request, ports);
  const output = args.json
    ? new JsonOutput(process.stdout)
    : new TextOutput(process.stdout, process.stderr, args.verbose ? 'verbose' : 'short');
  session.events.on((event) => {
    if (event.type === 'state' && event.state === 'stopping') void events?.stop();
    output.show(event);
  });
  const interruption = stopWhenAsked(session, args.leave === undefined ? args.duration : undefined);
  const leaving =
    args.leave === undefined
      ? undefined
      : leaveRunning(session, args.leave, async () => untilStopped(session, args.duration));
  try {
    const outcome = await session.start();
    await events?.stop();
    const notLeft = await leaving;
    if (interruption.interrupted) return exitCodes.interrupted;
    return notLeft === undefined ? exitCodeOf(outcome) : reportError(notLeft, process.stderr);
  } finally {
    interruption.dispose();
    ports.hosts.dispose();
  }
}

/** An answer for a program that there is not is a slip that would go unseen. */
function checkNames({ attach }: Arguments, programs: readonly { name: string }[]): void {
  const wrong = Object.keys(attach).find((name) => !programs.some((program) => program.name === name));
  if (wrong === undefined) return;
  const known = programs.map(({ name }) => name).join(', ');
  throw new TargetError(
    'badArgument',
    l10n.t('--attach names {0}, and no such program is loaded. There are: {1}', wrong, known),
  );
}

function requestOf(args: Arguments, source: string, goal: RunRequest['goal']): RunRequest {
  return {
    target: args.target,
    source,
    goal,
    ...(args.programs === undefined ? {} : { programs: args.programs }),
    attach: args.attach,
    globals: args.globals,
    build: {
      place: args.build,
      clang: args.clang,
      flags: args.clangFlags,
      includeDirectories: args.includeDirectories.map((directory) => path.resolve(directory)),
    },
  };
}

/** Resolves after so many milliseconds, at once without, and when the run ends before. */
async function untilStopped(session: RunSession, milliseconds: number | undefined): Promise<void> {
  if (milliseconds === undefined) return;
  const over = new AbortController();
  const watching = session.events.on(({ type }) => {
    if (type === 'stopped') over.abort();
  });
  await pause(milliseconds, over.signal);
  watching.dispose();
}

/** Ctrl-C, a closed pipe on stdout and the end of `--duration` end the run in order; a second Ctrl-C ends it at once. */
function stopWhenAsked(session: RunSession, duration: number | undefined) {
  const state = { interrupted: false, dispose };
  let timer: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    if (state.interrupted) process.exit(exitCodes.interrupted);
    state.interrupted = true;
    void session.stop();
  };
  const closed = (): void => void session.stop();
  const streaming = session.events.on((event) => {
    if (duration === undefined || event.type !== 'state' || event.state !== 'streaming') return;
    timer = setTimeout(() => void session.stop(), duration);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  process.stdout.on('error', closed);
  function dispose(): void {
    clearTimeout(timer);
    streaming.dispose();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, interrupt);
    process.stdout.off('error', closed);
  }
  return state;
}

/** A slow reader of stdout slows the agent down, not this program's memory up. All who wait share one wait. */
function drainOf(stream: NodeJS.WriteStream): () => Promise<void> {
  let waiting: Promise<void> | undefined;
  return async () => {
    if (!stream.writableNeedDrain) return;
    waiting ??= new Promise<void>((resolve) => {
      const go = (): void => {
        waiting = undefined;
        for (const event of ['drain', 'close', 'error']) stream.off(event, go);
        resolve();
      };
      for (const event of ['drain', 'close', 'error']) stream.on(event, go);
    });
    await waiting;
  };
}
