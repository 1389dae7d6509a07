/** Gets an agent on a target: one that rests there, else a new one, on a share of the connection of its own. */
import type { Asker } from '../host/asker';
import type { HostPool } from '../host/hostPool';
import { findRoot } from '../host/root';
import type { Log } from '../log';
import { kernelOf } from '../run/kernelOf';
import type { Target } from '../target';
import type { AgentOnHost, RestingAgents } from './restingAgents';
import { startAgent } from './startAgent';

export interface AgentPorts {
  hosts: HostPool;
  asker: Asker;
  log: Log;
  /** Where agents wait for the next run; absent where there is none. */
  resting?: RestingAgents;
  /** Directory here that holds the agents: `ebpf-agent-linux-<amd64|arm64>.gz`. */
  agentDirectory: string;
}

/** Throws what connecting, becoming root and starting throw. */
export async function openAgent(
  target: Target,
  ports: AgentPorts,
  onProgress: (message: string) => void,
  signal?: AbortSignal,
): Promise<AgentOnHost> {
  const { hosts, asker, log, agentDirectory } = ports;
  const rested = ports.resting?.take(target);
  if (rested) return rested;
  const host = await hosts.acquire(target, signal);
  try {
    const { machine } = await kernelOf(host, signal);
    const root = await findRoot(host, asker, signal);
    const { agent } = await startAgent({
      host,
      root,
      machine,
      agentDirectory,
      log,
      onProgress,
      ...(signal === undefined ? {} : { signal }),
    });
    return { agent, host };
  } catch (error) {
    await host.dispose();
    throw error;
  }
}

/** Lets a healthy agent rest, emptied, where that is wanted; ends any other. */
export async function closeAgent(
  { agent, host }: AgentOnHost,
  target: Target,
  { resting }: Pick<AgentPorts, 'resting'>,
): Promise<void> {
  try {
    if (resting) {
      await agent.request('reset', {});
      await resting.add(target, { agent, host });
      return;
    }
  } catch {
    // Ends below.
  }
  await agent.dispose();
  await host.dispose();
}
