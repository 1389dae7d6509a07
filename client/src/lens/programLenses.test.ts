import { describe, expect, it } from 'vitest';
import type { RunEvent } from '#protocol/run';
import { advance, freshSummary } from '../runs/runSummary';
import { lensFacts, type ProgramPlace, type RunView } from './programLenses';

const place: ProgramPlace = { name: 'on_fork', isFirst: true, count: 1, answer: undefined };
const program = { name: 'on_fork', section: 'xdp', programType: 'xdp' };

function view(...events: RunEvent[]): RunView {
  const summary = events.reduce(advance, freshSummary);
  const active = summary.state !== 'stopped';
  return { summary, active, includes: true, target: 'lab', figures: undefined };
}

function kinds(at: ProgramPlace, ...views: RunView[]): string[] {
  return lensFacts(at, views).map((fact) => (fact.kind === 'standing' ? fact.standing.status : fact.kind));
}

describe('lensFacts', () => {
  it('offers to run, and to run all once in a file of several', () => {
    expect(kinds(place)).toEqual(['run']);
    expect(kinds({ ...place, count: 3 })).toEqual(['run', 'runAll']);
    expect(kinds({ ...place, count: 3, isFirst: false })).toEqual(['run']);
  });

  it('offers to stop while the program runs, and shows how far it is', () => {
    expect(kinds(place, view({ type: 'state', state: 'building' }))).toEqual(['run', 'stop', 'state']);
    const loaded = view({ type: 'program', program: { ...program, status: 'loaded' } });
    expect(kinds(place, loaded)).toEqual(['run', 'stop', 'loaded']);
  });

  it('shows the figures of a program that runs', () => {
    const stats = {
      id: 7,
      runs: 3,
      nanoseconds: 900,
      missed: 0,
      verifiedInstructions: 9,
      jitedSize: 64,
      memory: 4096,
    };
    const loaded = view({ type: 'program', program: { ...program, status: 'loaded' } });
    const counted = { ...loaded, figures: { stats, rates: undefined } };
    expect(kinds(place, counted)).toEqual(['run', 'stop', 'loaded', 'figures']);
  });

  it('leaves a program alone that the run does not include', () => {
    expect(kinds(place, { ...view(), includes: false })).toEqual(['run']);
  });

  it('keeps trouble in sight after the end, and forgets success', () => {
    const end: RunEvent = { type: 'stopped', outcome: { kind: 'rejected' } };
    const rejected = view({ type: 'program', program: { ...program, status: 'rejected' } }, end);
    expect(kinds(place, rejected)).toEqual(['run', 'rejected']);
    const loaded = view({ type: 'program', program: { ...program, status: 'loaded' } }, end);
    expect(kinds(place, loaded)).toEqual(['run']);
  });

  it('shows what the user chose to attach to', () => {
    expect(kinds({ ...place, answer: 'lo' })).toEqual(['run', 'answer']);
  });
});
