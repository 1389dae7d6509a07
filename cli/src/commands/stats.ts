/**
 * `ebpf stats [PROGRAM…]`: how often programs run and what that costs, once a second. The kernel counts while this
 * runs, and only then.
 */
import * as l10n from '@vscode/l10n';
import { programRates, type ProgramRates } from '#bpf/stats/programRates';
import type { ProgramStats, StatsReading } from '#protocol/agentEvents';
import type { HostProgram } from '#protocol/agentHost';
import type { Arguments } from '../arguments';
import { exitCodes } from '../exitCodes';
import { textTable } from '../output/textTable';
import type { Place } from '../ports';
import { UsageError } from '../usageError';
import { lookAt, pause } from './lookAt';

export async function stats(args: Arguments, place: Place): Promise<number> {
  return lookAt(args, place, async (agent, enough) => {
    const { programs } = await agent.request('host/objects', {});
    const chosen = choosePrograms(programs, args.files);
    const ids = chosen.map(({ id }) => id);
    await agent.request('stats/start', {});
    let before = await agent.request('stats/read', { programs: ids });
    while (!enough.aborted) {
      await pause(args.interval ?? 1000, enough);
      const now = await agent.request('stats/read', { programs: ids });
      const rows = rowsOf(chosen, before, now);
      process.stdout.write(args.json ? jsonLines(rows) : `${table(rows)}\n`);
      before = now;
    }
    return exitCodes.fine;
  });
}

/** By id or by name; all without. Throws `UsageError` for a name that no program has. */
function choosePrograms(programs: readonly HostProgram[], names: readonly string[]): HostProgram[] {
  if (names.length === 0) return [...programs];
  return names.flatMap((name) => {
    const found = programs.filter((one) => one.name === name || String(one.id) === name);
    if (found.length === 0) throw new UsageError(l10n.t('No program {0} is loaded on the target.', name));
    return found;
  });
}

interface Row {
  program: HostProgram;
  now: ProgramStats;
  rates: ProgramRates | undefined;
}

function rowsOf(programs: readonly HostProgram[], before: StatsReading, now: StatsReading): Row[] {
  return now.programs.flatMap((stats) => {
    const program = programs.find(({ id }) => id === stats.id);
    const former = before.programs.find(({ id }) => id === stats.id);
    if (!program) return [];
    return [{ program, now: stats, rates: former && programRates(former, stats, now.at - before.at) }];
  });
}

function table(rows: readonly Row[]): string {
  const heads = ['ID', 'NAME', 'TYPE', 'RUNS', 'RUNS/S', 'NS/RUN', 'CPU %', 'INSNS', 'JITED'];
  const busiest = [...rows].sort((a, b) => (b.rates?.cpuShare ?? 0) - (a.rates?.cpuShare ?? 0));
  return textTable(
    heads,
    busiest.map(({ program, now, rates }) => [
      String(program.id),
      program.name,
      program.type,
      String(now.runs),
      String(Math.round(rates?.runsPerSecond ?? 0)),
      rates?.nanosecondsPerRun === undefined ? '-' : String(Math.round(rates.nanosecondsPerRun)),
      ((rates?.cpuShare ?? 0) * 100).toFixed(2),
      String(now.verifiedInstructions),
      String(now.jitedSize),
    ]),
  );
}

function jsonLines(rows: readonly Row[]): string {
  return rows
    .map(({ program: { id, name, type }, now, rates }) => {
      const { runs, nanoseconds, missed, verifiedInstructions, jitedSize, memory } = now;
      const totals = { runs, nanoseconds, missed, verifiedInstructions, jitedSize, memory };
      return `${JSON.stringify({ type: 'stats', id, name, programType: type, ...totals, ...rates })}\n`;
    })
    .join('');
}
