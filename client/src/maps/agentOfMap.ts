/** The agent that a panel looks at a map through: that of the run which holds it, else one that only looks. */
import type { Agent } from '#targets/agent/agent';
import type { Context } from '../context';
import type { MapPlace } from './mapPlace';

export interface MapAgent {
  agent: Agent;
  /** The run's own: it ends with the run. */
  ours: boolean;
  release: () => void;
}

export async function agentOfMap(context: Context, { run, target }: MapPlace): Promise<MapAgent> {
  if (run?.held) return { agent: run.held.agent, ours: true, release: () => undefined };
  const look = await (await context.engine()).look(target);
  return { agent: look.agent, ours: false, release: () => void look.dispose() };
}
