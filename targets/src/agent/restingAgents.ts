/**
 * Agents that served a run to its end and hold nothing any more, one per target, kept a while for the next run: on a
 * slow machine, finding the way to root and starting an agent takes longer than everything else of a run. Whoever
 * takes one owns it, and the share of the connection that it lives on.
 */
import type { Host } from '../host/host';
import type { Disposable } from '../scope';
import type { Target } from '../target';
import type { Agent } from './agent';

export interface AgentOnHost {
  agent: Agent;
  /** A lease that nothing else uses; to be disposed after the agent. */
  host: Host;
}

interface Rest extends AgentOnHost {
  timer: NodeJS.Timeout;
}

const fiveMinutes = 5 * 60 * 1000;

export class RestingAgents implements Disposable {
  readonly #resting = new Map<string, Rest>();
  #disposed = false;

  /** @param idleTime milliseconds until an agent that nobody wants ends */
  constructor(private readonly idleTime = fiveMinutes) {}

  take(target: Target): AgentOnHost | undefined {
    const key = JSON.stringify(target);
    const rest = this.#resting.get(key);
    if (rest === undefined) return undefined;
    this.#resting.delete(key);
    clearTimeout(rest.timer);
    return { agent: rest.agent, host: rest.host };
  }

  /** The agent must be empty: nothing loaded, no trace. A second one of the same target ends. */
  async add(target: Target, { agent, host }: AgentOnHost): Promise<void> {
    const key = JSON.stringify(target);
    if (this.#disposed || this.#resting.has(key)) {
      await end({ agent, host });
      return;
    }
    const timer = setTimeout(() => this.#end(key, agent), this.idleTime);
    timer.unref();
    this.#resting.set(key, { agent, host, timer });
    // One that dies while it rests must not be handed out.
    agent.died.catch(() => this.#end(key, agent));
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    const all = [...this.#resting.values()];
    this.#resting.clear();
    for (const { timer } of all) clearTimeout(timer);
    await Promise.all(all.map(end));
  }

  #end(key: string, agent: Agent): void {
    const rest = this.#resting.get(key);
    if (rest?.agent !== agent) return;
    this.#resting.delete(key);
    clearTimeout(rest.timer);
    void end(rest);
  }
}

async function end({ agent, host }: AgentOnHost): Promise<void> {
  await agent.dispose();
  await host.dispose();
}
