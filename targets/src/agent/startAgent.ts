/**
 * Starts the agent as root on a target, installing it first where it is missing. The SHA-256 is checked by the same
 * root shell that then becomes the agent, so what was checked is what runs.
 */
import { agentProtocolVersion, type AgentHello } from '#protocol/agent';
import * as l10n from '@vscode/l10n';
import type { Host } from '../host/host';
import type { Root } from '../host/root';
import type { Log } from '../log';
import { TargetError } from '../targetError';
import { Agent } from './agent';
import { agentFileFor, type AgentFile } from './agentFiles';
import { corrupt, installAgent, locateAgent } from './installAgent';

// $1 is the agent's path, $2 its SHA-256. 97: not there or not ours.
const startScript = `
set -- "$1" "$2" $(sha256sum "$1" 2>/dev/null)
[ "$2" = "\${3-}" ] || exit 97
exec "$1"
`;
const notInstalled = 97;

export interface AgentStart {
  host: Host;
  root: Root;
  /** `uname -m` of the target. */
  machine: string;
  agentDirectory: string;
  log: Log;
  onProgress: (message: string) => void;
  signal?: AbortSignal;
}

export interface StartedAgent {
  agent: Agent;
  hello: AgentHello;
}

/** Throws `agentMissing`, `agentCorrupt`, `agentFailed`, or what installing throws. */
export async function startAgent(start: AgentStart): Promise<StartedAgent> {
  const file = await agentFileFor(start.machine, start.agentDirectory);
  const at = await locateAgent(start.host, file, start.signal);
  const first = await tryStart(start, file, at);
  if (first !== 'notInstalled') return first;
  start.onProgress(l10n.t('Uploading the agent'));
  start.log.info(`${start.host.name}: installing agent ${file.version} at ${at}`);
  await installAgent(start.host, file, at, start.signal);
  const second = await tryStart(start, file, at);
  if (second === 'notInstalled') throw corrupt(start.host);
  return second;
}

async function tryStart(start: AgentStart, file: AgentFile, at: string): Promise<StartedAgent | 'notInstalled'> {
  // Without the signal: a run that is stopped wants its agent to detach in order, not to be killed.
  const process = await start.root.spawn(['sh', '-c', startScript, 'sh', at, file.sha256]);
  const agent = new Agent(process, start.log);
  try {
    const hello = await agent.request('hello', {}, start.signal);
    if (hello.protocol !== agentProtocolVersion) throw wrongProtocol(hello);
    return { agent, hello };
  } catch (error) {
    await agent.dispose();
    const { code } = await process.exit;
    if (code === notInstalled) return 'notInstalled';
    throw error;
  }
}

function wrongProtocol(hello: AgentHello): TargetError {
  return new TargetError('agentFailed', l10n.t('The agent on the target speaks another version ({0}).', hello.version));
}
