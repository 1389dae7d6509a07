/**
 * One run, from the C file to the stopped program: connect → probe → build → load → attach → stream → stop.
 * Listeners follow `events`; nothing else leaves a session. Whatever it acquires belongs to its scope, so that every
 * way out (finished, cancelled, failed, connection lost) ends the same way: with nothing left on the target.
 */
import * as l10n from '@vscode/l10n';
import type { TraceBatch } from '#protocol/agent';
import type { LeaveResult } from '#protocol/agentHost';
import type { RunEvent, RunOutcome, RunState } from '#protocol/run';
import type { Agent } from '../agent/agent';
import { closeAgent, openAgent } from '../agent/openAgent';
import type { AgentOnHost } from '../agent/restingAgents';
import { build, type BuildResult } from '../build/build';
import { objectBytes } from '../build/objectBytes';
import { Emitter } from '../emitter';
import type { Host } from '../host/host';
import { Scope, type Disposable } from '../scope';
import { TargetError } from '../targetError';
import { targetName } from '../target';
import { attachPrograms, type AttachTally } from './attachPrograms';
import { encodeGlobals } from './encodeGlobals';
import { kernelOf, type Kernel } from './kernelOf';
import { loadPrograms, type LoadTally } from './loadPrograms';
import type { HeldRun, RunPorts, RunRequest } from './ports';

type Built = Extract<BuildResult, { ok: true }>;

/** Ends a run early with an outcome that is no error of the machinery. */
class Ended extends Error {
  constructor(readonly outcome: RunOutcome) {
    super(outcome.kind);
  }
}

export class RunSession {
  readonly events = new Emitter<RunEvent>();
  readonly #scope = new Scope('run session');
  readonly #abort = new AbortController();
  /** Every request to the agent was answered: it can serve another run. */
  #agentIsWell = true;
  #held: HeldRun | undefined;
  #left = false;
  /** Attachments that went away without having been asked to. */
  #gone = 0;
  readonly #wentAway = new Emitter<undefined>();
  #state: RunState | 'new' = 'new';
  #done: Promise<RunOutcome> | undefined;

  constructor(
    readonly request: RunRequest,
    readonly ports: RunPorts,
  ) {}

  get state(): RunState | 'new' {
    return this.#state;
  }

  /** Runs to the end and tells how it ended; never rejects. A second call waits for the same run. */
  async start(signal?: AbortSignal): Promise<RunOutcome> {
    this.#done ??= this.#runToEnd(signal);
    return this.#done;
  }

  /** The agent that holds what was loaded, for views on it; undefined before the load and after the end. */
  get held(): HeldRun | undefined {
    return this.#held;
  }

  /** Lets the programs go on after the run, pinned on the target under that name, and ends the run. */
  async leave(name: string): Promise<LeaveResult> {
    const held = this.#held;
    if (held === undefined) throw new TargetError('agentFailed', l10n.t('The run has ended already.'));
    const result = await held.agent.request('left/leave', { collection: held.collection, name });
    if (!result.done) return result;
    this.#left = true;
    const { path = '', notLeft = [] } = result;
    this.events.emit({ type: 'left', name, path, notLeft });
    await this.stop();
    return result;
  }

  /** Ends the run wherever it is, and waits until nothing of it is left. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#done;
  }

  async #runToEnd(signal: AbortSignal | undefined): Promise<RunOutcome> {
    const abort = (): void => this.#abort.abort();
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
    let outcome: RunOutcome;
    try {
      outcome = await this.#run(this.#abort.signal);
    } catch (error) {
      outcome = this.#outcomeOf(error);
    }
    signal?.removeEventListener('abort', abort);
    this.#enter('stopping');
    try {
      this.#held = undefined;
      await this.#scope.dispose();
    } catch (error) {
      this.ports.log.warn(`run did not end cleanly: ${describe(error)}`);
    }
    this.#enter('stopped');
    this.events.emit({ type: 'stopped', outcome });
    return outcome;
  }

  async #run(signal: AbortSignal): Promise<RunOutcome> {
    const { request, ports } = this;
    this.#enter('connecting');
    const host = this.#scope.add(await ports.hosts.acquire(request.target, signal));

    this.#enter('probing');
    const kernel = await kernelOf(host, signal);
    this.events.emit({
      type: 'target',
      name: targetName(request.target),
      kernelRelease: kernel.release,
      machine: kernel.machine,
    });
    // The agent starts, and opens the trace, while the compiler works; a compiler error is told without waiting for it.
    const starting = this.#getAgent(signal);
    const tracing =
      request.goal === 'run' ? starting.then(({ agent }) => this.#openTrace(agent, signal)) : undefined;
    starting.catch(() => undefined);
    tracing?.catch(() => undefined);
    this.#scope.add({
      dispose: async () => {
        await tracing?.catch(() => undefined);
        await starting.then((agent) => this.#letGo(agent)).catch(() => undefined);
      },
    });

    if (request.resume !== undefined) {
      return this.#resume(request.resume, (await starting).agent, await tracing, signal);
    }
    this.#enter('building');
    const built = await this.#build(host, kernel, signal);

    this.#enter('loading');
    const { agent } = await starting;
    const loaded = await this.#load(host, agent, built, signal).catch(async (error: unknown) => {
      if (!built.remembered || signal.aborted) throw error;
      // Somebody may have emptied the cache over there.
      ports.builds?.forgetAll(host);
      return this.#load(host, agent, await this.#build(host, kernel, signal), signal);
    });
    if (loaded.rejected > 0) throw new Ended({ kind: 'rejected' });
    if (loaded.nowhere === loaded.result.programs.length) throw new Ended({ kind: 'attachFailed' });
    if (tracing === undefined) return { kind: 'finished' };

    const trace = await tracing;
    const { collection } = loaded.result;
    this.#held = { agent, collection, object: async () => objectBytes(host, built.object) };
    await ports.loaded?.(this.#held, loaded.result);
    this.#enter('attaching');
    const emit = (event: RunEvent): void => this.events.emit(event);
    const tally = await attachPrograms(agent, loaded.result, { request, ports, emit, signal });
    tally.notAttached += loaded.nowhere;
    if (tally.attached === 0) throw new Ended({ kind: 'attachFailed' });

    return this.#stream(agent, collection, trace, tally, signal);
  }

  /** Takes back what was left running: it is attached already. */
  async #resume(
    name: string,
    agent: Agent,
    trace: Disposable | undefined,
    signal: AbortSignal,
  ): Promise<RunOutcome> {
    this.#enter('loading');
    const { collection, programs, maps } = await agent.request('left/resume', { name }, signal);
    this.#held = { agent, collection, object: () => Promise.resolve(undefined) };
    this.events.emit({ type: 'maps', maps });
    await this.ports.loaded?.(this.#held, { programs, maps });
    for (const { name: program, id, type, target } of programs) {
      const standing = { name: program, section: '', programType: type, status: 'loaded', id } as const;
      this.events.emit({ type: 'program', program: standing });
      if (target === '') continue;
      const link = {
        link: 0,
        program,
        section: '',
        kind: type,
        target,
        proof: 'linkInfo',
        programId: id,
      } as const;
      this.events.emit({ type: 'attached', ...link });
    }
    const attached = programs.filter(({ target }) => target !== '').length;
    const tally = { attached, notAttached: 0 };
    return this.#stream(agent, collection, trace, tally, signal);
  }

  async #stream(
    agent: Agent,
    collection: number,
    trace: Disposable | undefined,
    tally: AttachTally,
    signal: AbortSignal,
  ): Promise<RunOutcome> {
    this.#enter('streaming');
    const outcome = await Promise.race([agent.died, this.#untilAsked(signal, tally)]);
    this.#held = undefined;
    await this.#release(agent, collection);
    trace?.dispose();
    return outcome;
  }

  async #getAgent(signal: AbortSignal): Promise<AgentOnHost> {
    const onProgress = (message: string): void => this.events.emit({ type: 'progress', message });
    return this.#listen(await openAgent(this.request.target, this.ports, onProgress, signal));
  }

  #listen(one: AgentOnHost): AgentOnHost {
    this.#scope.add(
      one.agent.on('warning', ({ code, detail }) =>
        this.events.emit({ type: 'warning', code, message: detail }),
      ),
    );
    this.#scope.add(
      one.agent.on('detached', ({ program, reason, detail }) => {
        this.#gone += 1;
        this.events.emit({ type: 'detached', program, reason, detail });
        this.#wentAway.emit(undefined);
      }),
    );
    return one;
  }

  async #letGo(one: AgentOnHost): Promise<void> {
    await closeAgent(one, this.request.target, this.#agentIsWell ? this.ports : {});
  }

  async #build(host: Host, kernel: Kernel, signal: AbortSignal): Promise<Built> {
    const { request, ports } = this;
    const { cacheDirectory, log, builds } = ports;
    const result = await build(
      host,
      { source: request.source, settings: request.build, kernel },
      { cacheDirectory, log, ...(builds ? { known: builds } : {}) },
      signal,
      (message) => this.events.emit({ type: 'progress', message }),
    );
    this.events.emit({ type: 'diagnostics', diagnostics: result.diagnostics });
    if (!result.ok) {
      log.info(result.output);
      throw new Ended({ kind: 'buildFailed' });
    }
    const { place, milliseconds, bytes } = result;
    this.events.emit({ type: 'built', place, milliseconds, bytes });
    return result;
  }

  async #load(host: Host, agent: Agent, { object }: Built, signal: AbortSignal): Promise<LoadTally> {
    const { globals = {} } = this.request;
    const set =
      Object.keys(globals).length === 0 ? {} : encodeGlobals(await objectBytes(host, object), globals);
    return loadPrograms(agent, object, set, this.request, (event) => this.events.emit(event), signal);
  }

  async #openTrace(agent: Agent, signal: AbortSignal): Promise<Disposable> {
    const listening = this.#scope.add(agent.on('trace/lines', (batch) => void this.#trace(agent, batch)));
    this.events.emit({ type: 'traceSource', ...(await agent.request('trace/start', {}, signal)) });
    return listening;
  }

  /** Hands a batch to the listeners, and asks for more once the slowest consumer has room. */
  async #trace(agent: Agent, { text, lines, batch }: TraceBatch): Promise<void> {
    this.events.emit({ type: 'trace', text, lines });
    await this.ports.drained?.();
    agent.notify('trace/ack', { batch });
  }

  /** Or until nothing is attached any more, because all that the programs were on is gone. */
  async #untilAsked(signal: AbortSignal, tally: AttachTally): Promise<RunOutcome> {
    if (!signal.aborted && this.#gone < tally.attached) {
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
        this.#scope.add(this.#wentAway.on(() => this.#gone >= tally.attached && resolve()));
      });
    }
    return tally.notAttached + this.#gone > 0 ? { kind: 'attachFailed' } : { kind: 'finished' };
  }

  /** Detaches in order while the trace is still read, so that the last lines of the program arrive too. */
  async #release(agent: Agent, collection: number): Promise<void> {
    this.#enter('stopping');
    // What was left running is no longer this agent's.
    if (!this.#left) await agent.request('unload', { collection });
    await agent.request('trace/stop', {});
  }

  #enter(state: RunState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.events.emit({ type: 'state', state });
  }

  #outcomeOf(error: unknown): RunOutcome {
    if (error instanceof Ended) return error.outcome;
    this.#agentIsWell = false;
    if (this.#abort.signal.aborted || (error instanceof TargetError && error.code === 'cancelled')) {
      return { kind: 'cancelled' };
    }
    if (error instanceof TargetError) {
      this.ports.log.error(`${error.code}: ${error.message}\n${error.detail}`);
      return { kind: 'error', code: error.code, message: error.message, error };
    }
    this.ports.log.error(describe(error));
    return { kind: 'error', code: 'internal', message: describe(error), error };
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
