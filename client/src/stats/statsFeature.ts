/** "Show Statistics": what every program of the selected target costs. */
import * as vscode from 'vscode';
import { targetName } from '#targets/target';
import { handle } from '../commands/handle';
import type { Context } from '../context';
import { displayName } from '../machines/displayName';
import { selectTarget } from '../machines/selectTarget';

export function activate(context: Context): void {
  handle(context, 'ebpf.showStatistics', async () => {
    const running = context.runs.active[0]?.request.target;
    const target = context.targets.selected ?? running ?? (await selectTarget(context));
    if (!target) return;
    const name = targetName(target);
    const what = {
      key: `statistics:${name}`,
      settingsKey: 'statistics',
      title: vscode.l10n.t('Statistics of {0}', displayName(target)),
      icon: 'graph' as const,
      defaults: { follow: false, interval: 1000 },
    };
    await context.panels.show(what, async ({ interval }) => {
      const { StatsView } = await import('./statsView');
      const look = await (await context.engine()).look(target);
      return new StatsView(look, displayName(target), interval);
    });
  });
}
