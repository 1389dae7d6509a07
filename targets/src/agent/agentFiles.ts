/** The agents that ship with this program: `agents.json` beside the compressed binaries, made by the build. */
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { TargetError } from '../targetError';

const manifest = z.object({
  version: z.string(),
  agents: z.record(
    z.string(),
    z.object({ file: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int().positive() }),
  ),
});

export interface AgentFile {
  version: string;
  /** Of the uncompressed binary, lower-case hex. */
  sha256: string;
  /** Absolute path of the gzip file here. */
  compressed: string;
}

// uname -m as Linux says it → the name in the manifest.
const architectures: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64' };

/** The agent for a machine of this `uname -m`. Throws `agentMissing` or `unsupportedTarget`. */
export async function agentFileFor(machine: string, directory: string): Promise<AgentFile> {
  const architecture = architectures[machine];
  if (architecture === undefined) {
    throw new TargetError(
      'unsupportedTarget',
      l10n.t(
        'This target is a {0} machine; eBPF Workbench runs on x86_64 and aarch64 targets. Select another target.',
        machine,
      ),
      { actions: [{ kind: 'selectTarget' }] },
    );
  }
  const { version, agents } = await readManifest(directory);
  const agent = agents[architecture];
  if (agent === undefined) throw missing(directory, new Error(`no agent for ${architecture}`));
  return { version, sha256: agent.sha256, compressed: path.join(directory, agent.file) };
}

async function readManifest(directory: string): Promise<z.infer<typeof manifest>> {
  try {
    return manifest.parse(JSON.parse(await readFile(path.join(directory, 'agents.json'), 'utf8')));
  } catch (error) {
    throw missing(directory, error);
  }
}

function missing(directory: string, cause: unknown): TargetError {
  return new TargetError(
    'agentMissing',
    l10n.t('The program that runs on the target is missing in {0}. Reinstall eBPF Workbench.', directory),
    { cause, detail: String(cause) },
  );
}
