/** What holds before each block of a graph, whichever way it was reached: the usual forward iteration to a fixed point. */
import type { Block, ControlFlow, Edge, Step } from './controlFlow';

export interface Analysis<State> {
  start: State;
  /** After the step; must not change the state it is given. */
  step(state: State, step: Step): State;
  /** On the edge; undefined when it cannot be gone. */
  edge(state: State, edge: Edge): State | undefined;
  join(one: State, other: State): State;
  equal(one: State, other: State): boolean;
}

/** More rounds than this are a mistake in `join`; the answer is then none. */
const mostVisits = 40;

export function solve<State>(graph: ControlFlow, analysis: Analysis<State>): Map<Block, State> | undefined {
  const before = new Map<Block, State>([[graph.entry, analysis.start]]);
  const visits = new Map<Block, number>();
  const open: Block[] = [graph.entry];
  for (let block = open.pop(); block; block = open.pop()) {
    const count = (visits.get(block) ?? 0) + 1;
    if (count > mostVisits) return undefined;
    visits.set(block, count);
    let state = before.get(block) ?? analysis.start;
    for (const step of block.steps) {
      state = analysis.step(state, step);
      if (step.kind === 'return') break;
    }
    if (block.steps.some(({ kind }) => kind === 'return')) continue;
    for (const edge of block.next) {
      const after = analysis.edge(state, edge);
      if (after === undefined) continue;
      const known = before.get(edge.to);
      const joined = known === undefined ? after : analysis.join(known, after);
      if (known !== undefined && analysis.equal(known, joined)) continue;
      before.set(edge.to, joined);
      open.push(edge.to);
    }
  }
  return before;
}
