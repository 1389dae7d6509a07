/**
 * The page of "Check Target". It has no scripts: two command links are all that it can do, and a page is written
 * anew for each report. One panel a target, so that a second check renews the page that is already there.
 */
import * as vscode from 'vscode';
import type { DoctorReport } from '#protocol/doctor';
import type { Context } from '../context';
import type { CommandId } from '../contributions';
import { reportPage, type PageWords } from './reportPage';

const linked = ['ebpf.checkTarget', 'ebpf.copyText'] as const satisfies readonly CommandId[];

export class DoctorPanels {
  readonly #open = new Map<string, vscode.WebviewPanel>();

  constructor(private readonly context: Pick<Context, 'extension' | 'scope'>) {}

  show(report: DoctorReport, target: string): void {
    const panel = this.#open.get(target) ?? this.#create(target);
    const { webview } = panel;
    const style = vscode.Uri.joinPath(this.context.extension.extensionUri, 'media', 'doctor', 'report.css');
    webview.html = reportPage(report, wordsFor(report, panel.title), {
      copy: (text) => commandLink('ebpf.copyText', text),
      checkAgain: commandLink('ebpf.checkTarget', target),
      cspSource: webview.cspSource,
      style: webview.asWebviewUri(style).toString(),
    });
    panel.reveal(undefined, false);
  }

  #create(target: string): vscode.WebviewPanel {
    const { extension, scope } = this.context;
    const title = vscode.l10n.t('Target {0}', target);
    const panel = vscode.window.createWebviewPanel('ebpf.doctor', title, vscode.ViewColumn.Active, {
      enableCommandUris: [...linked],
      localResourceRoots: [vscode.Uri.joinPath(extension.extensionUri, 'media', 'doctor')],
      enableFindWidget: true,
    });
    this.#open.set(target, panel);
    panel.onDidDispose(() => this.#open.delete(target));
    return scope.add(panel);
  }
}

function commandLink(command: (typeof linked)[number], argument: string): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`;
}

function wordsFor({ checks }: DoctorReport, title: string): PageWords {
  const bad = checks.filter(({ status }) => status === 'bad').length;
  const poor = checks.filter(({ status }) => status === 'warn').length;
  return {
    title,
    verdict:
      bad > 0
        ? vscode.l10n.t('{0} things keep your programs from running here.', bad)
        : poor > 0
          ? vscode.l10n.t('Your programs can run here; {0} things could be better.', poor)
          : vscode.l10n.t('Everything that a run needs is there.'),
    status: {
      good: vscode.l10n.t('good'),
      warn: vscode.l10n.t('could be better'),
      bad: vscode.l10n.t('missing'),
      unknown: vscode.l10n.t('could not be found out'),
    },
    copy: vscode.l10n.t('Copy'),
    checkAgain: vscode.l10n.t('Check again'),
    language: vscode.env.language,
  };
}
