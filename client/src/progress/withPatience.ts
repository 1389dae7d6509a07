/**
 * Progress with a cancel button, for work that takes longer than a moment. Quick work shows nothing: a message
 * that flashes up and vanishes is noise, to a screen reader most of all.
 */
import * as vscode from 'vscode';

/** How long the user waits without being told. */
export const patience = 1000;

export type Tell = (message: string) => void;

/** Runs the work; after `patience` a notification shows the title and what the work tells, and can cancel it. */
export async function withPatience<T>(
  title: string,
  work: (signal: AbortSignal, tell: Tell) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  let show: Tell | undefined;
  let last: string | undefined;
  const running = work(abort.signal, (message) => {
    last = message;
    show?.(message);
  });
  const timer = setTimeout(() => {
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      async (progress, token) => {
        token.onCancellationRequested(() => abort.abort());
        show = (message) => progress.report({ message });
        if (last !== undefined) show(last);
        await running.then(ignore, ignore);
      },
    );
  }, patience);
  try {
    return await running;
  } finally {
    clearTimeout(timer);
  }
}

function ignore(): void {
  // The caller gets the result or the error from `withPatience` itself.
}
