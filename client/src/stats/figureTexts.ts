/** The figures of a program in words: short enough for a lens, whole for its tooltip. */
import * as vscode from 'vscode';
import type { ProgramFigures } from './statsWatch';

/** `1,204 runs/s · 310 ns · 0.04 % CPU`; undefined before there is something to say. */
export function figuresText({ rates, stats }: ProgramFigures): string | undefined {
  if (rates === undefined) return undefined;
  if (rates.runsPerSecond === 0) {
    return stats.runs === 0
      ? vscode.l10n.t('has not run yet')
      : vscode.l10n.t('{0} runs, none now', stats.runs.toLocaleString());
  }
  const runs = Math.max(1, Math.round(rates.runsPerSecond)).toLocaleString();
  const time = duration(rates.nanosecondsPerRun ?? 0);
  return vscode.l10n.t('{0} runs/s · {1} each · {2} % CPU', runs, time, percent(rates.cpuShare));
}

export function figuresDetail({ stats, rates }: ProgramFigures): string {
  const lines = [
    vscode.l10n.t('{0} runs since statistics are on', stats.runs.toLocaleString()),
    vscode.l10n.t(
      '{0} verified instructions, {1} bytes of machine code',
      stats.verifiedInstructions,
      stats.jitedSize,
    ),
    vscode.l10n.t('{0} bytes of kernel memory', stats.memory),
  ];
  if (stats.missed > 0) {
    lines.push(
      vscode.l10n.t(
        '{0} runs were left out, because the program was running on that CPU already',
        stats.missed.toLocaleString(),
      ),
    );
  }
  if (rates?.nanosecondsPerRun !== undefined) {
    lines.push(vscode.l10n.t('{0} ns per run', Math.round(rates.nanosecondsPerRun)));
  }
  return lines.join('\n');
}

export function duration(nanoseconds: number): string {
  if (nanoseconds < 1000) return vscode.l10n.t('{0} ns', Math.round(nanoseconds));
  if (nanoseconds < 1e6) return vscode.l10n.t('{0} µs', (nanoseconds / 1000).toFixed(1));
  return vscode.l10n.t('{0} ms', (nanoseconds / 1e6).toFixed(1));
}

/** Two digits that count: `0.04`, `1.2`, `37`. */
export function percent(share: number): string {
  const value = share * 100;
  if (value === 0) return '0';
  return value >= 10 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(2);
}
