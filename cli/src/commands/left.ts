/** `ebpf left`: what was left running on the target. `ebpf left NAME --remove` ends it. */
import * as l10n from '@vscode/l10n';
import type { HostObjects, LeftRun } from '#protocol/agentHost';
import type { Agent } from '#targets/agent/agent';
import type { Arguments } from '../arguments';
import { exitCodes } from '../exitCodes';
import { textTable } from '../output/textTable';
import type { Place } from '../ports';
import { UsageError } from '../usageError';
import { lookAt } from './lookAt';

export async function left(args: Arguments, place: Place): Promise<number> {
  const [name, ...more] = args.files;
  if (more.length > 0) {
    throw new UsageError(l10n.t('One name at a time, please; "{0}" is one too many.', more[0] ?? ''));
  }
  if (args.remove && name === undefined) throw new UsageError(l10n.t('Name the run to remove.'));
  return lookAt(args, place, async (agent) => {
    const objects = await agent.request('host/objects', {});
    const runs = objects.left.filter((run) => name === undefined || run.name === name);
    if (name !== undefined && runs.length === 0) {
      throw new UsageError(l10n.t('Nothing was left running on the target under the name {0}.', name));
    }
    if (args.remove && name !== undefined) return remove(agent, name);
    process.stdout.write(args.json ? jsonLines(runs) : `${table(runs, objects)}\n`);
    return exitCodes.fine;
  });
}

async function remove(agent: Agent, name: string): Promise<number> {
  const { done, detail = '' } = await agent.request('left/remove', { name });
  process.stderr.write(
    done ? `${l10n.t('Removed {0}: nothing of it runs any more.', name)}\n` : `ebpf: ${detail}\n`,
  );
  return done ? exitCodes.fine : exitCodes.targetUnfit;
}

function table(runs: readonly LeftRun[], { programs, attachments }: HostObjects): string {
  return textTable(
    ['NAME', 'SINCE', 'PROGRAMS', 'ATTACHED TO', 'PATH'],
    runs.map(({ name, since, path, programs: ids }) => [
      name,
      new Date(since).toISOString(),
      programs.flatMap((one) => (ids.includes(one.id) ? [one.name] : [])).join(', '),
      attachments.flatMap((one) => (ids.includes(one.program) ? [one.target] : [])).join(', '),
      path,
    ]),
  );
}

function jsonLines(runs: readonly LeftRun[]): string {
  return runs.map((run) => `${JSON.stringify({ type: 'left', ...run })}\n`).join('');
}
