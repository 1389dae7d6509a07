/**
 * One agent per target for all who only look: the tree of what is loaded, panels of maps that no run of ours holds.
 * It starts with the first that wants it, and rests when the last has let go.
 */
import type { Disposable } from '../scope';
import { targetName, type Target } from '../target';
import type { Agent } from './agent';
import { closeAgent, openAgent, type AgentPorts } from './openAgent';
import type { AgentOnHost } from './restingAgents';

export interface SharedAgent extends Disposable {
  readonly agent: Agent;
}

interface Share {
  target: Target;
  opening: Promise<AgentOnHost>;
  users: number;
}

export class SharedAgents implements Disposable {
  readonly #shares = new Map<string, Share>();
  #disposed = false;

  constructor(private readonly ports: AgentPorts) {}

  /** Throws what `openAgent` throws. */
  async acquire(target: Target, signal?: AbortSignal): Promise<SharedAgent> {
    const key = targetName(target);
    let share = this.#shares.get(key);
    if (share === undefined) {
      // Without the signal: whoever comes second must not lose it because the first one gave up.
      const made: Share = { target, opening: openAgent(target, this.ports, () => undefined), users: 0 };
      const forget = (): void => {
        if (this.#shares.get(key) === made) this.#shares.delete(key);
      };
      made.opening.then(({ agent }) => agent.died.catch(forget), forget);
      this.#shares.set(key, made);
      share = made;
    }
    share.users += 1;
    const mine = share;
    let released = false;
    const release = async (): Promise<void> => {
      if (released) return;
      released = true;
      mine.users -= 1;
      if (mine.users === 0) await this.#close(key, mine);
    };
    try {
      const { agent } = await mine.opening;
      signal?.throwIfAborted();
      return { agent, dispose: release };
    } catch (error) {
      await release();
      throw error;
    }
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await Promise.allSettled([...this.#shares].map(async ([key, share]) => this.#close(key, share)));
  }

  async #close(key: string, share: Share): Promise<void> {
    if (this.#shares.get(key) === share) this.#shares.delete(key);
    const opened = await share.opening.catch(() => undefined);
    if (opened) await closeAgent(opened, share.target, this.#disposed ? {} : this.ports);
  }
}
