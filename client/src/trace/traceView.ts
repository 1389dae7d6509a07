/**
 * The Trace view in the editor's panel: the lines that running programs print. Connects the controller, which has
 * the lines and the logic, to the view's page, the clipboard, dialogs and commands.
 */
import * as vscode from 'vscode';
import type { TraceSource } from '#protocol/agent';
import type { TraceFileFormat, TracePanelSettings, TraceToHost, TraceToPage } from '#protocol/tracePanel';
import type { Scope } from '#targets/scope';
import { PageChannel } from '../webview/channel';
import { mediaRoot, page } from '../webview/page';
import { exportLines } from './exportLines';
import { filterProblemText, panelTexts } from './panelTexts';
import { regexGuard } from './regexGuard';
import { revealPrintk } from './revealPrintk';
import { TracePanelController } from './tracePanelController';
import type { TraceRun } from './traceRuns';

export const traceViewId = 'ebpf.trace';
const settingsKey = 'trace.settings';

export interface TraceViewOptions {
  extensionUri: vscode.Uri;
  /** Keeps the panel's arrangement. */
  state: vscode.Memento;
  limits: () => { lines: number };
}

export class TraceView implements vscode.WebviewViewProvider {
  readonly #options: TraceViewOptions;
  readonly #controller: TracePanelController;
  #view: vscode.WebviewView | undefined;

  static register(scope: Scope, options: TraceViewOptions): TraceView {
    const view = new TraceView(options);
    scope.add(vscode.window.registerWebviewViewProvider(traceViewId, view));
    scope.add({ dispose: () => view.#controller.connect(undefined) });
    return view;
  }

  private constructor(options: TraceViewOptions) {
    this.#options = options;
    const settings = { ...defaultSettings, ...options.state.get<Partial<TracePanelSettings>>(settingsKey) };
    this.#controller = new TracePanelController(
      {
        locale: vscode.env.language,
        texts: panelTexts(),
        problemText: filterProblemText,
        copy: (text, rows) => void this.#copy(text, rows),
        refuseCopy: (rows, most) => {
          this.#refuseCopy(rows, most);
        },
        open: (line, run, keepFocus) => void this.#open(line, run, keepFocus),
        command: (command) => void this.#command(command),
        save: (changed) => void options.state.update(settingsKey, changed),
        soon: (work) => void setImmediate(work),
        guarded: regexGuard(),
      },
      settings,
      options.limits().lines,
    );
  }

  beginRun(run: { id: string; label: string; sourceFile: string }): void {
    this.#controller.setLineLimit(this.#options.limits().lines);
    this.#controller.beginRun(run);
  }

  setSource(runId: string, source: TraceSource): void {
    this.#controller.setSource(runId, source);
  }

  /** Whole lines, each ended by `\n`. */
  append(runId: string, text: string): void {
    this.#controller.append(runId, text);
  }

  endRun(runId: string): void {
    this.#controller.endRun(runId);
  }

  /** Takes over a changed setting at once. */
  limitsChanged(): void {
    this.#controller.setLineLimit(this.#options.limits().lines);
  }

  async reveal(preserveFocus: boolean): Promise<void> {
    if (this.#view) this.#view.show(preserveFocus);
    else await vscode.commands.executeCommand(`${traceViewId}.focus`, { preserveFocus });
  }

  clear(): void {
    this.#controller.clear();
  }

  togglePause(): void {
    this.#controller.setPaused(!this.#controller.paused);
  }

  async exportAs(format?: TraceFileFormat): Promise<void> {
    await exportLines(this.#controller, format);
  }

  async focusFilter(): Promise<void> {
    await this.reveal(false);
    this.#controller.focusFilter();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { extensionUri } = this.#options;
    this.#view = view;
    view.webview.options = { enableScripts: true, localResourceRoots: [mediaRoot(extensionUri)] };
    const channel = new PageChannel<TraceToPage, TraceToHost>(view.webview, (message) => {
      // A page that was hidden and shown again is a new page, and says so.
      if (message.type === 'ready') {
        this.#controller.connect((answer) => channel.post(answer));
      }
      this.#controller.receive(message);
    });
    view.onDidChangeVisibility(() => {
      if (!view.visible) this.#controller.connect(undefined);
    });
    view.onDidDispose(() => {
      channel.dispose();
      this.#controller.connect(undefined);
      this.#view = undefined;
    });
    view.webview.html = page(view.webview, {
      extensionUri,
      name: 'trace',
      title: vscode.l10n.t('Trace'),
      element: 'trace-panel',
    });
  }

  async #copy(text: string, rows: number): Promise<void> {
    await vscode.env.clipboard.writeText(text);
    this.#controller.notice('info', vscode.l10n.t('{0} lines copied', rows));
  }

  #refuseCopy(rows: number, most: number): void {
    const text = vscode.l10n.t(
      '{0} lines are too many for the clipboard (at most {1}): export them',
      rows,
      most,
    );
    this.#controller.notice('warning', text);
  }

  async #open(line: string, run: TraceRun, keepFocus: boolean): Promise<void> {
    const problem = await revealPrintk(line, run, keepFocus);
    if (problem !== undefined) this.#controller.notice('info', problem);
  }

  async #command(command: 'clear' | 'export' | 'run'): Promise<void> {
    if (command === 'clear') this.clear();
    else if (command === 'export') await this.exportAs();
    else await vscode.commands.executeCommand('ebpf.runOnRemote');
  }
}

const defaultSettings: TracePanelSettings = {
  widths: {},
  hidden: ['run'],
  time: 'absolute',
  follow: true,
  filter: '',
};
