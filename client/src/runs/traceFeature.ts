/** Leads the runs' lines into the trace view, and the view's commands to it. */
import * as path from 'node:path';
import type { RunEvent } from '#protocol/run';
import { handle } from '../commands/handle';
import type { Context } from '../context';
import { displayName } from '../machines/displayName';
import { onSettingChange, setting } from '../settings';
import { TraceView } from '../trace/traceView';
import type { Run } from './run';

export function activate(context: Context): void {
  const { scope, extension, runs } = context;
  const view = TraceView.register(scope, {
    extensionUri: extension.extensionUri,
    state: extension.workspaceState,
    limits: () => ({ lines: setting('ebpf.trace.maxLines') }),
  });
  scope.add(
    runs.news.on((news) => {
      if (news.type === 'event') lead(view, news.run, news.event);
    }),
  );
  scope.add(onSettingChange(['ebpf.trace.maxLines'], () => view.limitsChanged()));
  handle(context, 'ebpf.showTrace', () => view.reveal(false));
  handle(context, 'ebpf.trace.clear', () => view.clear());
  handle(context, 'ebpf.trace.pause', () => view.togglePause());
  handle(context, 'ebpf.trace.export', async () => view.exportAs());
}

function lead(view: TraceView, run: Run, event: RunEvent): void {
  switch (event.type) {
    case 'traceSource': {
      // Only now is it sure that lines will come: a build that fails leaves the view as it is.
      const { source } = run.request;
      const label = `${path.basename(source)} · ${displayName(run.request.target)}`;
      view.beginRun({ id: run.id, label, sourceFile: source });
      view.setSource(run.id, event);
      void view.reveal(true);
      return;
    }
    case 'trace':
      view.append(run.id, event.text);
      return;
    case 'stopped':
      view.endRun(run.id);
  }
}
