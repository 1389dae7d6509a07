/** "Check Target": the doctor examines the machine, and a page shows what it found and what mends it. */
import * as vscode from 'vscode';
import { handle } from '../commands/handle';
import type { Context } from '../context';
import { displayName } from '../machines/displayName';
import { withPatience } from '../progress/withPatience';
import { DoctorPanels } from './doctorPanel';

export function activate(context: Context): void {
  const panels = new DoctorPanels(context);
  handle(context, 'ebpf.checkTarget', async ({ target: selected }, [name]) => {
    // "Check again" on a page means that page's machine, whatever is selected by now.
    const target = (typeof name === 'string' ? context.targets.find(name) : undefined) ?? selected;
    const engine = await context.engine();
    const title = vscode.l10n.t('Checking {0}', displayName(target));
    const report = await withPatience(title, (signal, tell) => engine.examine(target, signal, tell));
    panels.show(report, target);
  });
  handle(context, 'ebpf.copyText', async (_, [text]) => {
    if (typeof text !== 'string') return;
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(vscode.l10n.t('$(check) Copied: {0}', text), 5000);
  });
}
