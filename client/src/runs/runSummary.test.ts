import { describe, expect, it } from 'vitest';
import type { AttachedLink } from '#protocol/agent';
import type { RunEvent } from '#protocol/run';
import { advance, freshSummary, programsIn, type RunSummary } from './runSummary';

function after(...events: RunEvent[]): RunSummary {
  return events.reduce(advance, freshSummary);
}

const loaded = {
  name: 'on_fork',
  section: 'tp/sched/x',
  programType: 'tracepoint',
  status: 'loaded',
} as const;
const link: AttachedLink = {
  link: 1,
  program: 'on_fork',
  section: 'tp/sched/x',
  kind: 'tracepoint',
  target: 'sched/x',
  proof: 'perfEvent',
  programId: 7,
};

describe('advance', () => {
  it('follows a program from loaded to attached', () => {
    const summary = after({ type: 'program', program: loaded }, { type: 'attached', ...link });
    expect(programsIn(summary, 'attached').map(({ name, standing }) => [name, standing.link.target])).toEqual(
      [['on_fork', 'sched/x']],
    );
    expect(programsIn(summary, 'loaded')).toEqual([]);
  });

  it('keeps the reason of a program that is not attached', () => {
    const { name: program, section } = loaded;
    const summary = after({
      type: 'notAttached',
      program,
      section,
      problem: 'noSuchTarget',
      detail: 'no such',
    });
    expect(summary.programs.get('on_fork')).toMatchObject({ status: 'notAttached', detail: 'no such' });
  });

  it('forgets the step with the state that it belonged to', () => {
    const step: RunEvent = { type: 'progress', message: 'Uploading agent' };
    expect(after(step).progress).toBe('Uploading agent');
    expect(after(step, { type: 'state', state: 'loading' }).progress).toBe('');
  });

  it('ends stopped, with the outcome', () => {
    expect(after({ type: 'stopped', outcome: { kind: 'cancelled' } })).toMatchObject({
      state: 'stopped',
      outcome: { kind: 'cancelled' },
    });
  });

  it('stays the same object for lines, which come by the thousand', () => {
    expect(advance(freshSummary, { type: 'trace', text: 'x\n', lines: 1 })).toBe(freshSummary);
  });
});
