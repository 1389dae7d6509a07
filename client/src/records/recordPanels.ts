/**
 * The panels of records in the editor area, one for each thing that is shown: opening it again brings its panel to the
 * front. A panel that is hidden keeps its view, and its view goes on reading only if it says so.
 */
import * as vscode from 'vscode';
import type { RecordPanelSettings, RecordToHost, RecordToPage } from '#protocol/recordPanel';
import type { Scope } from '#targets/scope';
import { PageChannel } from '../webview/channel';
import { mediaRoot, page } from '../webview/page';
import { exportRecords } from './exportRecords';
import { panelTexts } from './panelTexts';
import { RecordController } from './recordController';
import type { RecordView } from './recordView';

export const recordPanelType = 'ebpf.records';

export interface RecordPanelOptions {
  extensionUri: vscode.Uri;
  /** Keeps the panels' arrangement. */
  state: vscode.Memento;
  scope: Scope;
}

export interface OpenPanel {
  /** Which thing it is of; two with the same key are the same. */
  key: string;
  /** Arrangements are kept by this: columns of one map are not those of another. */
  settingsKey: string;
  title: string;
  /** Of `media/icons`, drawn for light and for dark themes. */
  icon: 'table' | 'pulse' | 'graph';
  defaults: Partial<RecordPanelSettings>;
}

const defaultSettings: RecordPanelSettings = {
  widths: {},
  hidden: [],
  filter: '',
  follow: true,
  interval: 1000,
  histogramScale: 'log2',
};

export class RecordPanels {
  readonly #open = new Map<string, vscode.WebviewPanel>();

  constructor(private readonly options: RecordPanelOptions) {}

  /** Brings the panel to the front if it is open; `make` is called if it is not. */
  async show(what: OpenPanel, make: (settings: RecordPanelSettings) => Promise<RecordView>): Promise<void> {
    const known = this.#open.get(what.key);
    if (known) {
      known.reveal();
      return;
    }
    const { state } = this.options;
    const stateKey = `records.${what.settingsKey}`;
    const kept = state.get<Partial<RecordPanelSettings>>(stateKey);
    const settings = { ...defaultSettings, ...what.defaults, ...kept };
    const view = await make(settings);
    this.#reveal(what, view, settings, (changed) => void state.update(stateKey, changed));
  }

  #reveal(
    what: OpenPanel,
    view: RecordView,
    settings: RecordPanelSettings,
    save: (settings: RecordPanelSettings) => void,
  ): void {
    const { extensionUri, scope } = this.options;
    const panel = vscode.window.createWebviewPanel(recordPanelType, what.title, vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [mediaRoot(extensionUri)],
    });
    const icon = (theme: string): vscode.Uri =>
      vscode.Uri.joinPath(extensionUri, 'media', 'icons', `${what.icon}-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    this.#open.set(what.key, panel);
    const controller = new RecordController(
      view,
      {
        locale: vscode.env.language,
        texts: panelTexts(view.shape.kind),
        copy: (text, rows) => void copy(controller, text, rows),
        refuseCopy: (rows, most) =>
          controller.notice(
            'warning',
            vscode.l10n.t('{0} lines are too many for the clipboard (at most {1}): export them', rows, most),
          ),
        export: () => void exportRecords(view, what.title),
        save,
        soon: (work) => void setImmediate(work),
      },
      settings,
    );
    const channel = new PageChannel<RecordToPage, RecordToHost>(panel.webview, (message) => {
      // A page that was hidden and shown again is a new page, and says so.
      if (message.type === 'ready') controller.connect((answer) => channel.post(answer));
      controller.receive(message);
    });
    panel.onDidChangeViewState(() => {
      if (!panel.visible) controller.connect(undefined);
      view.shown(panel.visible);
    });
    const owned = scope.add({
      dispose: () => {
        panel.dispose();
      },
    });
    panel.onDidDispose(() => {
      this.#open.delete(what.key);
      channel.dispose();
      controller.dispose();
      view.dispose();
      scope.remove(owned);
    });
    panel.webview.html = page(panel.webview, {
      extensionUri,
      name: 'records',
      title: what.title,
      element: 'records-panel',
    });
  }
}

async function copy(controller: RecordController, text: string, rows: number): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  controller.notice('info', vscode.l10n.t('{0} lines copied', rows));
}
