import { describe, expect, it } from 'vitest';
import type { LeaveResult } from '#protocol/agentHost';
import type { RunEvent, RunOutcome } from '#protocol/run';
import { Emitter } from '#targets/emitter';
import type { RunRequest } from '#targets/run/ports';
import type { Session } from './run';
import { Runs } from './runs';

/** A session that streams until it is stopped, and writes down what happened to it. */
class EndlessSession implements Session {
  readonly events = new Emitter<RunEvent>();
  #end: (outcome: RunOutcome) => void = () => undefined;

  constructor(
    readonly name: string,
    readonly diary: string[],
  ) {}

  async start(): Promise<RunOutcome> {
    this.diary.push(`${this.name} starts`);
    this.events.emit({ type: 'state', state: 'streaming' });
    const outcome = await new Promise<RunOutcome>((resolve) => (this.#end = resolve));
    // Ending takes a while: what comes next must wait for it.
    await new Promise((resolve) => setTimeout(resolve, 5));
    this.diary.push(`${this.name} is over`);
    this.events.emit({ type: 'stopped', outcome });
    return outcome;
  }

  leave(name: string): Promise<LeaveResult> {
    return Promise.resolve({ done: true, path: name });
  }

  stop(): Promise<void> {
    this.#end({ kind: 'finished' });
    return Promise.resolve();
  }
}

function request(source: string, name = 'lab'): RunRequest {
  const build = { place: 'auto', clang: 'clang', flags: [], includeDirectories: [] } as const;
  return { target: { kind: 'ssh', name, host: name }, source, goal: 'run', build };
}

function setUp(): { runs: Runs; diary: string[]; began: () => Promise<void> } {
  const diary: string[] = [];
  let count = 0;
  const runs = new Runs(() => Promise.resolve(new EndlessSession(`run ${++count}`, diary)));
  return { runs, diary, began: () => new Promise((resolve) => setTimeout(resolve, 1)) };
}

describe('Runs', () => {
  it('ends the former run of a file before it begins the next', async () => {
    const { runs, diary, began } = setUp();
    runs.start(request('/a.bpf.c'));
    await began();
    const second = runs.start(request('/a.bpf.c'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(diary).toEqual(['run 1 starts', 'run 1 is over', 'run 2 starts']);
    await second.stop();
    expect(runs.active).toEqual([]);
  });

  it('lets other files and other targets run side by side', async () => {
    const { runs, began } = setUp();
    runs.start(request('/a.bpf.c'));
    runs.start(request('/b.bpf.c'));
    runs.start(request('/a.bpf.c', 'other'));
    await began();
    expect(runs.active).toHaveLength(3);
    expect(runs.of('/a.bpf.c')).toHaveLength(2);
    await runs.dispose();
    expect(runs.active).toEqual([]);
  });

  it('does not even begin a run that was stopped while it waited', async () => {
    const { runs, diary, began } = setUp();
    runs.start(request('/a.bpf.c'));
    await began();
    const second = runs.start(request('/a.bpf.c'));
    await second.stop();
    expect(await second.over).toEqual({ kind: 'cancelled' });
    expect(diary).toEqual(['run 1 starts', 'run 1 is over']);
  });

  it('tells the end of each run exactly once', async () => {
    const { runs, began } = setUp();
    const ends: string[] = [];
    runs.news.on((news) => {
      if (news.type === 'event' && news.event.type === 'stopped') ends.push(news.run.id);
    });
    const run = runs.start(request('/a.bpf.c'));
    await began();
    await run.stop();
    expect(ends).toEqual(['1']);
  });

  it('makes an outcome of a session that cannot be opened', async () => {
    const runs = new Runs(() => Promise.reject(new Error('broken')));
    expect(await runs.start(request('/a.bpf.c')).over).toMatchObject({ kind: 'error', message: 'broken' });
  });
});
