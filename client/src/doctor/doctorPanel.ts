/**
 * The page of "Check Target". It has no scripts: two command links are all that it can do, and a page is written
 * anew for each report. One panel a target, so that a second check renews the page that is already there.
 */
import * as vscode from 'vscode';
import type { CheckStatus, DoctorReport } from '#protocol/doctor';
import { targetName, type Target } from '#targets/target';
import type { Context } from '../context';
import type { CommandId } from '../contributions';
import { displayName } from '../machines/displayName';
import { reportPage, type PageWords } from './reportPage';

const linked = ['ebpf.checkTarget', 'ebpf.copyText'] as const satisfies readonly CommandId[];

export class DoctorPanels {
  readonly #open = new Map<string, vscode.WebviewPanel>();

  constructor(private readonly context: Pick<Context, 'extension' | 'scope'>) {}

  show(report: DoctorReport, target: Target): void {
    const panel = this.#open.get(targetName(target)) ?? this.#create(target);
    const { webview } = panel;
    const style = vscode.Uri.joinPath(this.context.extension.extensionUri, 'media', 'doctor', 'report.css');
    webview.html = reportPage(report, wordsFor(report, panel.title), {
      copy: (text) => commandLink('ebpf.copyText', text),
      checkAgain: commandLink('ebpf.checkTarget', targetName(target)),
      cspSource: webview.cspSource,
      style: webview.asWebviewUri(style).toString(),
    });
    panel.reveal(undefined, false);
  }

  #create(target: Target): vscode.WebviewPanel {
    const { extension, scope } = this.context;
    const title = vscode.l10n.t('Target: {0}', displayName(target));
    const panel = vscode.window.createWebviewPanel('ebpf.doctor', title, vscode.ViewColumn.Active, {
      enableCommandUris: [...linked],
      localResourceRoots: [vscode.Uri.joinPath(extension.extensionUri, 'media', 'doctor')],
      enableFindWidget: true,
    });
    const name = targetName(target);
    this.#open.set(name, panel);
    panel.onDidDispose(() => this.#open.delete(name));
    return scope.add(panel);
  }
}

function commandLink(command: (typeof linked)[number], argument: string): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`;
}

function wordsFor(report: DoctorReport, title: string): PageWords {
  return {
    title,
    verdict: verdict(report),
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

function verdict({ checks }: DoctorReport): string {
  const titles = (status: CheckStatus): string =>
    checks
      .filter((check) => check.status === status)
      .map(({ title }) => title)
      .join(', ');
  if (titles('bad') !== '') return vscode.l10n.t('Your programs cannot run here yet: {0}.', titles('bad'));
  if (titles('warn') !== '')
    return vscode.l10n.t('Your programs can run here. Could be better: {0}.', titles('warn'));
  return vscode.l10n.t('Everything that a run needs is there.');
}
