/** Shows a run's way to the first line as a notification with cancel, when that takes longer than a moment. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Context } from '../context';
import { displayName } from '../machines/displayName';
import type { Run } from '../runs/run';
import { stateText } from '../status/stateText';
import { withPatience } from './withPatience';

export function activate(context: Context): void {
  context.scope.add(
    context.runs.news.on((news) => {
      if (news.type === 'began') void follow(context, news.run);
    }),
  );
}

async function follow(context: Context, run: Run): Promise<void> {
  const title = vscode.l10n.t(
    '{0} on {1}',
    path.basename(run.request.source),
    displayName(run.request.target),
  );
  await withPatience(
    title,
    (signal, tell) =>
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => void run.stop(), { once: true });
        const listening = context.runs.news.on((news) => {
          if (news.run !== run || news.type !== 'event') return;
          const { state, progress } = run.summary;
          if (state === 'streaming' || state === 'stopped') {
            listening.dispose();
            resolve();
          } else tell(progress || stateText(run.summary));
        });
      }),
  );
}
