/** Which lenses stand over a program, as data: what each shows and does. Pure; lensCommand.ts has the words. */
import type { ProgramStanding, RunSummary } from '../runs/runSummary';
import type { ProgramFigures } from '../stats/statsWatch';

/** What one run of the file means for one of its programs. */
export interface RunView {
  summary: RunSummary;
  active: boolean;
  /** The program takes part in the run. */
  includes: boolean;
  target: string;
  /** How often the program runs, and what that costs, while that is read. */
  figures: ProgramFigures | undefined;
}

export type LensFact =
  | { kind: 'run' }
  | { kind: 'runAll'; count: number }
  | { kind: 'stop' }
  /** How far the active run is, before the program's own standing is known. */
  | { kind: 'state'; view: RunView }
  | { kind: 'standing'; standing: ProgramStanding; view: RunView }
  | { kind: 'figures'; figures: ProgramFigures }
  /** What the program attaches to because the user said so; `told` when another lens already names it. */
  | { kind: 'answer'; answer: string; told: boolean };

export interface ProgramPlace {
  name: string;
  isFirst: boolean;
  /** Programs of the file. */
  count: number;
  answer: string | undefined;
}

export function lensFacts(place: ProgramPlace, runs: readonly RunView[]): LensFact[] {
  const facts: LensFact[] = [{ kind: 'run' }];
  if (place.isFirst && place.count > 1) facts.push({ kind: 'runAll', count: place.count });
  const mine = runs.filter(({ includes }) => includes);
  if (mine.some(({ active }) => active)) facts.push({ kind: 'stop' });
  // Runs on several targets at once each tell their own; of ended ones only what still matters.
  for (const view of mine) {
    const standing = view.summary.programs.get(place.name);
    if (view.active && standing) {
      facts.push({ kind: 'standing', standing, view });
      if (view.figures) facts.push({ kind: 'figures', figures: view.figures });
    } else if (view.active) facts.push({ kind: 'state', view });
    else if (standing && isTrouble(standing)) facts.push({ kind: 'standing', standing, view });
  }
  const told = facts.some((fact) => fact.kind === 'standing' && fact.standing.status === 'attached');
  if (place.answer !== undefined) facts.push({ kind: 'answer', answer: place.answer, told });
  return facts;
}

function isTrouble({ status }: ProgramStanding): boolean {
  return status === 'rejected' || status === 'failed' || status === 'notAttached';
}
