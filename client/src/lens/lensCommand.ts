/** The words of a lens and the command behind it. */
import * as vscode from 'vscode';
import type { CommandId } from '../contributions';
import type { ProgramStanding } from '../runs/runSummary';
import { figuresDetail, figuresText } from '../stats/figureTexts';
import { stateText } from '../status/stateText';
import type { LensFact } from './programLenses';

export function lensCommand(fact: LensFact, uri: vscode.Uri, program: string): vscode.Command {
  switch (fact.kind) {
    case 'run': {
      const tooltip = vscode.l10n.t('Build, load and attach {0} on the selected target', program);
      return { ...link(vscode.l10n.t('▶ Run'), 'ebpf.runOnRemote', uri, program), tooltip };
    }
    case 'runAll':
      return link(vscode.l10n.t('▶ Run all {0} programs', fact.count), 'ebpf.runOnRemote', uri);
    case 'stop':
      return link(vscode.l10n.t('■ Stop'), 'ebpf.stop', uri);
    case 'state':
      return link(withTarget(stateText(fact.view.summary), fact.view.target), 'ebpf.showTrace');
    case 'standing': {
      const command: CommandId = isShort(fact.standing) ? 'ebpf.showTrace' : 'ebpf.showLog';
      const title = withTarget(standingText(fact.standing), fact.view.target);
      return { ...link(title, command), tooltip: fullText(fact.standing) };
    }
    case 'figures': {
      const title = figuresText(fact.figures) ?? vscode.l10n.t('counting…');
      return { ...link(title, 'ebpf.showStatistics'), tooltip: figuresDetail(fact.figures) };
    }
    case 'answer': {
      const title = fact.told ? vscode.l10n.t('change…') : vscode.l10n.t('on {0} (change)', fact.answer);
      return {
        ...link(title, 'ebpf.changeAttachTarget', uri, program),
        tooltip: vscode.l10n.t('Forget this choice, so that the next run asks again'),
      };
    }
  }
}

/** Longer reasons are cut: a lens is one line above the code. The tooltip has them whole. */
const longest = 90;

function standingText(standing: ProgramStanding): string {
  switch (standing.status) {
    case 'loaded':
      return vscode.l10n.t('loaded');
    case 'attached': {
      const { target, mode } = standing.link;
      // The section already says what it is; generic XDP is slower than people expect, and worth a word.
      return mode === 'generic'
        ? vscode.l10n.t('attached · {0} (generic XDP)', target)
        : vscode.l10n.t('attached · {0}', target);
    }
    case 'notAttached':
      return vscode.l10n.t('not attached: {0}', cut(standing.detail));
    case 'rejected':
      return vscode.l10n.t('rejected: {0}', cut(standing.detail));
    case 'failed':
      return vscode.l10n.t('not loaded: {0}', cut(standing.detail));
  }
}

function fullText(standing: ProgramStanding): string {
  switch (standing.status) {
    case 'attached':
      return standing.link.modeReason ?? '';
    case 'loaded':
      return '';
    default:
      return standing.detail;
  }
}

function isShort({ status }: ProgramStanding): boolean {
  return status === 'loaded' || status === 'attached';
}

function cut(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

function withTarget(text: string, target: string): string {
  return `${text} · ${target}`;
}

function link(title: string, command: CommandId, ...args: unknown[]): vscode.Command {
  return { title, command, arguments: args };
}
